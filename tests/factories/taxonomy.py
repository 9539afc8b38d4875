"""Rows of the taxonomy that belong to no real list; codes begin with 'yanshi' or 99."""

import factory

from apps.taxonomy.models import Industry, IndustryClass, Institution, InstrumentClass, Major, Node, Park, Skill, Term


class IndustryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Industry
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"yanshi-{n}")
    name = factory.Sequence(lambda n: f"演示产业{n}")


class TrackFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Node
        django_get_or_create = ("code",)

    industry = factory.SubFactory(IndustryFactory)
    code = factory.Sequence(lambda n: f"yanshi-track-{n}")
    name = factory.Sequence(lambda n: f"演示赛道{n}")
    level = Node.TRACK


class NodeFactory(factory.django.DjangoModelFactory):
    """A node under a track of its own industry; `terms` are its names."""

    class Meta:
        model = Node
        django_get_or_create = ("code",)
        skip_postgeneration_save = True

    parent = factory.SubFactory(TrackFactory)
    industry = factory.SelfAttribute("parent.industry")
    code = factory.Sequence(lambda n: f"yanshi-node-{n}")
    name = factory.Sequence(lambda n: f"演示环节{n}")
    level = Node.NODE

    @factory.post_generation
    def terms(self, create, extracted, **kwargs):
        if create:
            Term.objects.bulk_create(Term(node=self, text=text) for text in extracted or ())


class ParkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Park
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"yanshi-park-{n}")
    name = factory.Sequence(lambda n: f"演示园区{n}")
    kind = "park"


class SkillFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Skill
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"yanshi-skill-{n}")
    name = factory.Sequence(lambda n: f"演示技能{n}")


class InstitutionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Institution
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"99009{n:05d}")
    name = factory.Sequence(lambda n: f"演示大学{n}")
    level = "本科"
    year = 2025


class MajorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Major
        django_get_or_create = ("code", "year")

    code = factory.Sequence(lambda n: f"99{n:04d}")
    name = factory.Sequence(lambda n: f"演示专业{n}")
    year = 2026
    category, category_code = "演示门类", "99"
    discipline, discipline_code = "演示类", "9900"


class IndustryClassFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = IndustryClass
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"T{n:04d}")
    name = factory.Sequence(lambda n: f"演示行业{n}")
    level = "4"


class InstrumentClassFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = InstrumentClass
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"99{n:02d}00")
    name = factory.Sequence(lambda n: f"演示仪器{n}")
    level = "class"
    parent_code = "990000"
