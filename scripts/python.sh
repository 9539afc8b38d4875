# Sourced: sets PYTHON to the first Python of this machine that is new enough, the project's own included.
for PYTHON in "${PYTHON:-}" "$here/../.venv/bin/python" python3 python3.14 python3.13 python3.12 python3.11 python; do
    [ -n "$PYTHON" ] && "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break
    PYTHON=
done
if [ -z "$PYTHON" ]; then
    echo "错误：需要 Python 3.11 或更高版本。请安装后重试，或用环境变量 PYTHON 指明它的位置。" >&2
    exit 1
fi
