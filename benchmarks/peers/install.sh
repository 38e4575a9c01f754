#!/bin/sh
# Make one environment per peer, with the packages that its file names:  sh benchmarks/peers/install.sh DIR [PEER...]
# A peer that cannot be installed is reported and left out; the benchmark then says so. PYTHON chooses the interpreter.
set -u
[ $# -ge 1 ] || { echo "usage: install.sh DIR [PEER...]" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
envs=$1
shift
[ $# -gt 0 ] || set -- $(cd "$here" && ls [!_]*.py | sed 's/\.py$//')

failed=0
for peer in "$@"; do
    requirements=$("$python" - "$here/$peer.py" <<'END'
import pathlib, re, sys, tomllib
block = re.search(r"^# /// script\n(.*?)^# ///$", pathlib.Path(sys.argv[1]).read_text("utf-8"), re.M | re.S)
print(*tomllib.loads(re.sub(r"^# ?", "", block[1], flags=re.M))["dependencies"], sep="\n")
END
    ) || exit 2
    echo "$peer: $(echo $requirements)"
    [ -x "$envs/$peer/bin/python" ] || "$python" -m venv "$envs/$peer" || exit 1
    if ! echo "$requirements" | "$envs/$peer/bin/pip" install --quiet --disable-pip-version-check -r /dev/stdin; then
        echo "$peer: not installed" >&2
        rm -rf "${envs:?}/$peer"
        failed=1
    fi
done
exit $failed
