#include "completion.h"

#include <algorithm>
#include <string_view>

namespace semaflow::cli {
namespace {

using Commands = std::vector<CompletedCommand>;

// Names of flows and fields come from the model itself: `semaflow flows` needs no connection and
// some milliseconds. The model is the first argument of the command. A word @LIKE_THIS@ is replaced
// by what the commands and options are.

constexpr std::string_view kBash =
    R"sh(# Completion of semaflow for bash: source <(semaflow completion bash)
_semaflow_flow() {
  local i
  for ((i = 3; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in -f|--flow) echo "${COMP_WORDS[i+1]}"; return ;; esac
  done
}

# _semaflow_fields SECTIONS: the last name of a list a,b,c
_semaflow_fields() {
  local word=${COMP_WORDS[COMP_CWORD]} before='' flow
  [[ $word == *,* ]] && before=${word%,*},
  flow=$(_semaflow_flow)
  [[ -n $flow ]] || return
  COMPREPLY=($(compgen -P "$before" -W "$(semaflow flows "${COMP_WORDS[2]}" "$flow" 2>/dev/null |
    awk -v wanted="$1" '/^[^ ]/ { on = index(wanted, $1) } on && /^  / { print $1 }')" \
    -- "${word##*,}"))
  compopt -o nospace 2>/dev/null
}

_semaflow() {
  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '@COMMANDS@ --help --version' -- "$word"))
    return
  fi
  case "${COMP_WORDS[1]} $previous" in
    *' -f'|*' --flow')
      COMPREPLY=($(compgen -W "$(semaflow flows "${COMP_WORDS[2]}" 2>/dev/null |
        awk '{ print $1 }')" -- "$word"))
      return ;;
    *' -d'|*' --dimensions') _semaflow_fields dimensions; return ;;
    *' -m'|*' --measures') _semaflow_fields measures; return ;;
    *' --order') _semaflow_fields 'dimensions measures'; return ;;
@CHOICES@  esac
  [[ $word == -* ]] || return
  case ${COMP_WORDS[1]} in
@OPTIONS@  esac
}
complete -o default -F _semaflow semaflow
)sh";

constexpr std::string_view kZsh = R"sh(#compdef semaflow
# Completion of semaflow for zsh.
_semaflow_flows() {
  compadd -- ${(f)"$(semaflow flows $words[3] 2>/dev/null | awk '{ print $1 }')"}
}

# The last name of a list a,b,c
_semaflow_fields() {
  local at=${words[(I)-f|--flow]}
  (( at )) || return
  compset -P '*,'
  compadd -q -S ',' -- ${(f)"$(semaflow flows $words[3] $words[at+1] 2>/dev/null |
    awk '/^[^ ]/ { on = ($1 == "dimensions" || $1 == "measures") } on && /^  / { print $1 }')"}
}

_semaflow() {
  if (( CURRENT == 2 )); then
    local -a commands
    commands=(
@COMMANDS@    )
    _describe command commands
    return
  fi
  case $words[2] in
@OPTIONS@  esac
}
compdef _semaflow semaflow
)sh";

constexpr std::string_view kFish = R"sh(# Completion of semaflow for fish.
function __semaflow_flows
  set -l words (commandline -opc)
  semaflow flows $words[3] 2>/dev/null | awk '{ print $1 }'
end

# The last name of a list a,b,c
function __semaflow_fields
  set -l words (commandline -opc)
  set -l at (contains -i -- -f $words; or contains -i -- --flow $words); or return
  set -l before (string match -r '.*,' -- (commandline -ct))
  semaflow flows $words[3] $words[(math $at + 1)] 2>/dev/null | awk -v before="$before" '
    /^[^ ]/ { on = ($1 == "dimensions" || $1 == "measures") } on && /^  / { print before $1 }'
end

@OPTIONS@)sh";

std::string Joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

/// 'text' for a shell; `escaped` stands for a quote inside.
std::string Quoted(std::string_view text, std::string_view escaped) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string(escaped) : std::string(1, c);
  return out + "'";
}
constexpr std::string_view kZshQuote = R"('\'')";
constexpr std::string_view kFishQuote = R"(\')";

/// The template with one @WORD@ replaced.
std::string Filled(std::string text, std::string_view word, std::string_view with) {
  const std::size_t at = text.find(word);
  return text.replace(at, word.size(), with);
}

bool NamesFields(const CompletedOption& option) {
  constexpr std::string_view kLists[] = {"--dimensions", "--measures", "--order"};
  return std::find(std::begin(kLists), std::end(kLists), option.names.front()) != std::end(kLists);
}

std::string BashScript(const Commands& commands) {
  std::string names;
  std::string choices;
  std::string options;
  for (const CompletedCommand& command : commands) {
    names += (names.empty() ? "" : " ") + command.name;
    options += "    " + command.name + ") COMPREPLY=($(compgen -W '";
    for (const CompletedOption& option : command.options) {
      options += Joined(option.names) + " ";
      for (const std::string& name : option.names) {
        if (option.choices.empty()) continue;
        choices += "    '" + command.name + " " + name + "') COMPREPLY=($(compgen -W '" +
                   Joined(option.choices) + "' -- \"$word\")); return ;;\n";
      }
    }
    options += "--help' -- \"$word\")) ;;\n";
  }
  std::string script = Filled(std::string(kBash), "@COMMANDS@", names);
  script = Filled(std::move(script), "@CHOICES@", choices);
  return Filled(std::move(script), "@OPTIONS@", options);
}

/// Lines of _arguments: '--flow[words]:flow:_semaflow_flows'.
std::string ZshOption(const CompletedOption& option) {
  std::string tail = "[";
  for (const char c : option.description) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') tail += '\\';
    tail += c;
  }
  tail += "]";
  if (!option.choices.empty()) {
    tail += ":value:(" + Joined(option.choices) + ")";
  } else if (option.names.front() == "--flow") {
    tail += ":flow:_semaflow_flows";
  } else if (NamesFields(option)) {
    tail += ":field:_semaflow_fields";
  } else if (option.takes_value) {
    tail += ":value:_files";
  }
  std::string out;
  for (const std::string& name : option.names) {
    out += "      " + Quoted(name + tail, kZshQuote) + " \\\n";
  }
  return out;
}

std::string ZshScript(const Commands& commands) {
  std::string names;
  std::string options;
  for (const CompletedCommand& command : commands) {
    names += "      " + Quoted(command.name + ":" + command.description, kZshQuote) + "\n";
    options += "    " + command.name + ") _arguments \\\n";
    for (const CompletedOption& option : command.options) options += ZshOption(option);
    options += "      '--help[Print this help]' '*:file:_files' ;;\n";
  }
  return Filled(Filled(std::string(kZsh), "@COMMANDS@", names), "@OPTIONS@", options);
}

std::string FishOption(const CompletedOption& option) {
  std::string out;
  for (const std::string& name : option.names) {
    out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  if (option.takes_value) out += " -r";
  if (!option.choices.empty()) {
    out += " -xa " + Quoted(Joined(option.choices), kFishQuote);
  } else if (option.names.front() == "--flow") {
    out += " -xa '(__semaflow_flows)'";
  } else if (NamesFields(option)) {
    out += " -xa '(__semaflow_fields)'";
  }
  return out + " -d " + Quoted(option.description, kFishQuote) + "\n";
}

std::string FishScript(const Commands& commands) {
  std::string lines;
  for (const CompletedCommand& command : commands) {
    lines += "complete -c semaflow -n __fish_use_subcommand -xa " + command.name + " -d " +
             Quoted(command.description, kFishQuote) + "\n";
    for (const CompletedOption& option : command.options) {
      lines += "complete -c semaflow -n '__fish_seen_subcommand_from " + command.name + "'" +
               FishOption(option);
    }
  }
  return Filled(std::string(kFish), "@OPTIONS@", lines);
}

}  // namespace

std::string CompletionScript(const std::string& shell, const Commands& commands) {
  if (shell == "zsh") return ZshScript(commands);
  if (shell == "fish") return FishScript(commands);
  return BashScript(commands);
}

}  // namespace semaflow::cli
