"""What people fill in about accounts, memberships and organizations; services decide."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField

from apps.accounts import identifiers, services
from apps.accounts.actor import Actor
from apps.accounts.models import Invitation, Membership, Organization, User
from apps.accounts.roles import ROLES, invitable_roles, joinable_roles
from apps.accounts.services.invitations import accept_as_new
from apps.core.errors import Defect, Defects, Refused

LOGIN_HINT = "手机号或电子邮箱"
LONGEST = 254
SCHOOL = "institution"


def add_defects(form: forms.Form, defects: Iterable[Defect]) -> None:
    """Put each defect beside its field; those of no field of this form stand above it."""
    for defect in defects:
        form.add_error(defect.field if defect.field in form.fields else None, defect.sentence)


def _password(label: str, autocomplete: str, **options: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=200, widget=widget, **options)


class LoginForm(AuthenticationForm):
    """E-mail or phone and a password; counted by network before, and by account in, the backend."""

    username = UsernameField(label=LOGIN_HINT, max_length=LONGEST)
    password = _password("密码", "current-password")
    error_messages = {
        "invalid_login": "账号或密码不对，请检查后重试；连续 5 次不对将锁定 15 分钟。",
        "inactive": "该账号已停用，请联系所在单位或平台运营人员。",
    }

    def __init__(self, request=None, *args, **kwargs):
        super().__init__(request, *args, **kwargs)
        # The base form takes the length of the technical login for that of the names people type.
        self.fields["username"].widget.attrs.update(maxlength=LONGEST, autocomplete="username")

    def clean(self):
        try:
            services.knock("login", self.request.META.get("REMOTE_ADDR", ""))
        except services.Throttled as error:
            raise forms.ValidationError(error.message, code="throttled") from error
        return super().clean()


class RegistrationForm(forms.Form):
    """An enterprise in thirty seconds: how to reach you, a password, which enterprise."""

    login = forms.CharField(
        label=LOGIN_HINT, max_length=LONGEST, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = _password("密码", "new-password", help_text="至少 10 个字符，不要用常见密码")
    name = forms.CharField(label="您的姓名", max_length=60, required=False, help_text="可稍后填写")
    organization_name = forms.CharField(label="企业名称", max_length=120, required=False)
    uscc = forms.CharField(
        label="统一社会信用代码", max_length=30, required=False, help_text="18 位；与企业名称填一项即可"
    )
    agreed = forms.BooleanField(label="我已阅读并同意用户协议和隐私政策", required=False)

    def save(self, *, address: str) -> services.Registration | None:
        """Register with what was filled in; None when the service found defects, now on the form. Raises Throttled."""
        try:
            return services.register_enterprise(**self.cleaned_data, address=address)
        except Defects as error:
            add_defects(self, error.defects)
            return None


class ResetRequestForm(forms.Form):
    """Whose password to reset; the answer is the same whether or not we know the address."""

    email = forms.EmailField(label="注册时的电子邮箱", max_length=LONGEST)

    def save(self, *, base_url: str, address: str) -> None:
        services.request_reset(email=self.cleaned_data["email"], base_url=base_url, address=address)


class NewPasswordForm(forms.Form):
    """A new password, once: a show button serves better than typing it twice."""

    password = _password("新密码", "new-password", help_text="至少 10 个字符，不要用常见密码")

    def __init__(self, user: User, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if defects := services.password_defects(password, self.user):
            raise forms.ValidationError([defect.sentence for defect in defects])
        return password

    def save(self) -> User:
        return services.set_password(user=self.user, password=self.cleaned_data["password"])


class PasswordChangeForm(NewPasswordForm):
    """The same for somebody logged in, who has to know the old one."""

    old = _password("当前密码", "current-password")
    field_order = ["old", "password"]

    def clean_old(self) -> str:
        old = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise forms.ValidationError("当前密码不对")
        return old


class SwitchForm(forms.Form):
    """Which of one's memberships to act under."""

    membership = forms.ModelChoiceField(queryset=Membership.objects.none(), label="身份")

    def __init__(self, actor: Actor, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.actor = actor
        usable = Membership.objects.usable().filter(user=actor.user_id)
        self.fields["membership"].queryset = usable.select_related("organization", "user")

    def save(self) -> Actor:
        return services.switch_membership(membership=self.cleaned_data["membership"], actor=self.actor)


class JoinForm(forms.Form):
    """Asking to join an organization that is here already."""

    role = forms.ChoiceField(label="申请的角色")
    note = forms.CharField(label="说明", max_length=200, required=False, help_text="让对方认出您：部门、职务")

    def __init__(self, organization: Organization, actor: Actor, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.organization, self.actor = organization, actor
        self.fields["role"].choices = [(role.code, role.label) for role in joinable_roles(organization.sort)]

    def save(self) -> Membership | None:
        try:
            return services.ask_to_join(organization=self.organization, actor=self.actor, **self.cleaned_data)
        except Refused as error:
            self.add_error(None, error.message)
            return None


class MemberForm(forms.Form):
    """Adding a colleague who has an account."""

    login = forms.CharField(label=LOGIN_HINT, max_length=LONGEST, help_text="对方注册时用的手机号或邮箱")
    role = forms.ChoiceField(label="角色")
    title = forms.CharField(label="部门与职务", max_length=80, required=False)

    def __init__(self, organization: Organization, actor: Actor, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.organization, self.actor = organization, actor
        mine = [role for role in ROLES.values() if organization.sort in role.sorts]
        given = mine if organization.sort in actor.serves else [role for role in mine if role.by_owner]
        self.fields["role"].choices = [(role.code, role.label) for role in given]

    def clean_login(self) -> str:
        login = identifiers.normalize_login(self.cleaned_data["login"])
        self.person = User.objects.named(login).filter(is_active=True, is_service=False).first()
        if self.person is None:
            raise forms.ValidationError("没有这个账号，请对方先注册，再在这里添加")
        return login

    def save(self) -> Membership | None:
        data = {name: self.cleaned_data[name] for name in ("role", "title")}
        try:
            return services.add_member(user=self.person, organization=self.organization, actor=self.actor, **data)
        except Refused as error:
            self.add_error(None, error.message)
            return None


class InviteForm(forms.Form):
    """Asking a colleague in by mail, whether or not he has an account."""

    email = forms.EmailField(
        label="对方的电子邮箱", max_length=LONGEST, help_text="链接发到这里，7 天内有效，只能用一次"
    )
    role = forms.ChoiceField(label="角色")
    title = forms.CharField(label="部门与职务", max_length=80, required=False)

    def __init__(self, actor: Actor, *args, **kwargs):
        super().__init__(*args, prefix="invite", **kwargs)
        self.actor = actor
        given = sorted(invitable_roles(actor.organization.sort), key=lambda role: role.speaks)  # the highest last
        self.fields["role"].choices = [(role.code, role.label) for role in given]

    def save(self) -> Invitation | None:
        """The invitation, or None with what is wrong on the form. Raises Throttled."""
        services.knock("invite", str(self.actor.organization_id))
        try:
            return services.invite(actor=self.actor, **self.cleaned_data)
        except Defects as error:
            add_defects(self, error.defects)
        except Refused as error:
            self.add_error(None, error.message)
        return None


class AcceptForm(forms.Form):
    """A new colleague: a name and a password are all we ask."""

    name = forms.CharField(label="您的姓名", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = _password("设置密码", "new-password", help_text="至少 10 个字符，不要用常见密码")
    agreed = forms.BooleanField(label="我已阅读并同意用户协议和隐私政策", required=False)

    def save(self, invitation: Invitation) -> Membership | None:
        """Account and place, or None with the defects on the form. Raises Conflict."""
        try:
            return accept_as_new(invitation=invitation, **self.cleaned_data)
        except Defects as error:
            add_defects(self, error.defects)
            return None


class VersionedForm(forms.ModelForm):
    """Carries the version it was opened with, so that two people saving at once is noticed and nothing is lost."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version

    def save(self, *, actor: Actor):
        """The record as saved, or None with the service's defects on the form. Raises PermissionDenied and Stale."""
        data = {name: value for name, value in self.cleaned_data.items() if name in self.Meta.fields}
        try:
            return self.write(data, self.cleaned_data["version"], actor)
        except Defects as error:
            add_defects(self, error.defects)
            return None

    def write(self, data: dict[str, Any], version: int, actor: Actor):
        """Hand the values to the service, with a freshly read record: the form has written into its own already."""
        raise NotImplementedError


class OrganizationProfileForm(VersionedForm):
    """The organization's own words about itself; name and codes are what was verified and stay."""

    website = forms.URLField(label="网址", required=False, max_length=200, assume_scheme="https")

    class Meta:
        model = Organization
        fields = [
            "short_name", "intro", "park", "district", "address", "website", "contact_name", "contact_phone",
            "contact_email",
        ]  # fmt: skip
        widgets = {"intro": forms.Textarea(attrs={"rows": 6})}

    def write(self, data: dict[str, Any], version: int, actor: Actor) -> Organization:
        kept = Organization.objects.get(pk=self.instance.pk)
        return services.update_profile(organization=kept, data=data, version=version, actor=actor)


class CodesForm(forms.Form):
    """Supplying or mending the codes an operator verifies by, before verification; only schools have a school code."""

    uscc = forms.CharField(label="统一社会信用代码", max_length=30, help_text="营业执照或法人证书上的 18 位代码")
    institution_code = forms.CharField(label="学校标识码", max_length=30, help_text="教育部高等学校名单上的 10 位数字")

    def __init__(self, organization: Organization, *args, **kwargs):
        held = {"uscc": organization.uscc, "institution_code": organization.institution_code}
        super().__init__(*args, initial=held, **kwargs)
        self.organization = organization
        if organization.sort == SCHOOL:
            self.fields["uscc"].required = False
        else:
            del self.fields["institution_code"]

    def save(self, *, actor: Actor) -> Organization | None:
        codes = {name: value for name, value in self.cleaned_data.items() if value}
        try:
            return services.set_codes(organization=self.organization, codes=codes, actor=actor)
        except Defects as error:
            add_defects(self, error.defects)
        except Refused as error:
            self.add_error(None, error.message)
        return None


class RevealForm(forms.Form):
    """Why the unmasked contact is needed; the reason is kept."""

    reason = forms.CharField(label="用途", max_length=200)
