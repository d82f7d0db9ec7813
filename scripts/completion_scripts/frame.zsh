#compdef smartaipi
# @MARK@ for zsh. Written by scripts/generate_docs.py from the command table.
# TAB starts no program: names are lines of a file that smartaipi keeps, changes are folders of its history.

@TABLE@

# Sets shared to the options that most commands have.
_smartaipi_shared() {
  shared=(@SHARED@
  )
}

# Offers the names of a kind, the last argument; those before it are for compadd.
_smartaipi_names() {
  local file=$(_smartaipi_folder cache)/names/$argv[-1]
  local -a names
  [[ -r $file ]] && names=("${(@f)$(<$file)}")
  names=(${names:#})
  compadd "${(@)argv[1,-2]}" -a names
}

# Offers the changes, the newest first; the arguments are for compadd.
_smartaipi_changes() {
  local -a names
  names=($(_smartaipi_folder state)/h/*-*(N/On:t))
  compadd "$@" -V changes -a names
}

# One of our folders: cache or state.
_smartaipi_folder() {
  local folder
  if [[ -n $SMARTAIPI_HOME ]]; then
    folder=${SMARTAIPI_HOME/#\~\//$HOME/}/$1
  elif [[ $OSTYPE == darwin* ]]; then
    folder="$HOME/Library/Application Support/smartaipi"
    [[ $1 == cache ]] && folder=$HOME/Library/Caches/smartaipi
  elif [[ $1 == cache ]]; then
    folder=$HOME/.cache/smartaipi
    [[ $XDG_CACHE_HOME == /* ]] && folder=$XDG_CACHE_HOME/smartaipi
  else
    folder=$HOME/.local/state/smartaipi
    [[ $XDG_STATE_HOME == /* ]] && folder=$XDG_STATE_HOME/smartaipi
  fi
  print -r -- $folder
}

if [[ $funcstack[1] == _smartaipi ]]; then
  _smartaipi "$@"
elif whence compdef >/dev/null; then
  compdef _smartaipi smartaipi
fi
