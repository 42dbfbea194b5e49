# Sourced by the setup scripts: installing system packages, or saying which are missing (exit code 9).

refuse() {
  echo "Thiếu: $* — hãy cài các gói này rồi chạy lại." >&2
  echo "Missing: $* — install these packages and run again." >&2
  exit 9
}

supported_system() {
  [ -r /etc/os-release ] && command -v apt-get >/dev/null || return 1
  (
    . /etc/os-release
    case "$ID" in
      debian) [ "${VERSION_ID%%.*}" -ge 12 ] ;;
      ubuntu) [ "${VERSION_ID%%.*}" -ge 22 ] ;;
      *) false ;;
    esac
  )
}

install_packages() {
  supported_system || refuse "$@"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || refuse "$@"
    as_root=(sudo)
  fi
  echo "Đang cài / installing: $*"
  "${as_root[@]}" apt-get update -qq || echo "apt-get update failed; going on with the lists at hand" >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
