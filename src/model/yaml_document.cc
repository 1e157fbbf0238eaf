#include "model/yaml_document.h"

#include <libfyaml.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/utf8.h"
#include "model/diagnostics.h"

namespace semaflow::model {
namespace {

/// A mapping this small is checked for duplicate keys by comparing all pairs.
constexpr std::uint32_t kPairwiseKeysMax = 16;

struct ParserDeleter {
  void operator()(fy_parser* parser) const { fy_parser_destroy(parser); }
};
struct DiagDeleter {
  void operator()(fy_diag* diag) const {
    fy_diag_reset_error(diag);  // Letting go of it alone leaks the errors that it collected.
    fy_diag_unref(diag);
  }
};

Span SpanAt(std::size_t begin, std::size_t length) {
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(begin + length)};
}

std::string HexByte(unsigned char byte) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  return {'0', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
}

/// The YAML library ends its input silently at a NUL or a byte that is not UTF-8, so both are
/// looked for first.
std::optional<YamlProblem> CheckBytes(std::string_view bytes) {
  if (bytes.size() > kFileBytesMax) {
    return YamlProblem{ErrorCode::kFileTooLarge,
                       {},
                       "the file is larger than 16 MiB",
                       "split it into several files"};
  }
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    if ((byte >= 0x20 && byte != 0x7F) || byte == '\n' || byte == '\r' || byte == '\t') continue;
    return YamlProblem{ErrorCode::kBadBytes, SpanAt(i, 1),
                       byte == 0 ? "the file holds a NUL byte"
                                 : "the file holds the control character " + HexByte(byte),
                       "save it as plain UTF-8 text"};
  }
  const std::size_t broken = FindInvalidUtf8(bytes);
  if (broken == std::string_view::npos) return std::nullopt;
  return YamlProblem{
      ErrorCode::kBadBytes, SpanAt(broken, 1),
      "the byte " + HexByte(static_cast<unsigned char>(bytes[broken])) + " is not UTF-8",
      "save the file as UTF-8"};
}

/// The byte where line `line` and column `column` (code points), both from 1, begin. A place behind
/// the text is its last line's end.
std::size_t OffsetOf(std::string_view bytes, int line, int column) {
  std::size_t at = 0;
  for (int i = 1; i < line; ++i) {
    const std::size_t end = bytes.find('\n', at);
    if (end == std::string_view::npos || end + 1 == bytes.size()) {
      while (!bytes.empty() && (bytes.back() == '\n' || bytes.back() == '\r')) {
        bytes.remove_suffix(1);
      }
      return bytes.size();
    }
    at = end + 1;
  }
  for (int i = 1; i < column && at < bytes.size() && bytes[at] != '\n'; ++i) {
    at += DecodeUtf8(bytes, at).bytes;
  }
  return at;
}

ScalarStyle StyleOf(fy_scalar_style style) {
  switch (style) {
    case FYSS_SINGLE_QUOTED:
      return ScalarStyle::kSingleQuoted;
    case FYSS_DOUBLE_QUOTED:
      return ScalarStyle::kDoubleQuoted;
    case FYSS_LITERAL:
      return ScalarStyle::kLiteral;
    case FYSS_FOLDED:
      return ScalarStyle::kFolded;
    case FYSS_ANY:
    case FYSS_PLAIN:
    case FYSS_MAX:
      return ScalarStyle::kPlain;
  }
  return ScalarStyle::kPlain;
}

/// What to do about the usual mistakes; the library tells only what it met.
std::string HelpFor(std::string_view message) {
  struct Hint {
    std::string_view part;
    std::string_view help;
  };
  constexpr Hint kHints[] = {
      {"nested block mapping on the same line", "a text that holds `: ` needs quotes"},
      {"plain scalar cannot start with", "a text that begins with this character needs quotes"},
      {"invalid alias", "a text that begins with `*` or `&` needs quotes"},
      {"invalid anchor", "a text that begins with `*` or `&` needs quotes"},
      {"undefined tag prefix", "a text that begins with `!` needs quotes"},
      {"trailing content after", "put the quotes around the whole text"},
      {"without closing quote", "close the quote"},
      {"invalid escape", "write \\\\ for a backslash, or use '...'"},
      {"missing comma", "is a comma, a quote or a closing bracket missing before?"},
      {"extra closing", "is there a bracket too many?"},
      {"without a closing", "close the bracket"},
      {"tab", "indent with blanks"},
      {"indentation", "keys of one mapping begin in the same column"},
      {"multiline plain key", "keys of one mapping begin in the same column"},
      {"did not find expected key", "a list does not stand beside the keys of a mapping"},
      {"end of block sequence", "a key does not stand beside the items of a list"},
      {"block sequence on the same line", "a list begins on a line of its own, or is [a, b]"},
      {"no linebreak found", "behind | or > the text begins on the next line"},
  };
  for (const auto& [part, help] : kHints) {
    if (message.find(part) != std::string_view::npos) return std::string(help);
  }
  return {};
}

/// Turns the events of the library into nodes.
class DocumentReader {
 public:
  explicit DocumentReader(std::string_view bytes) : bytes_(bytes) {
    document_.nodes.reserve(bytes.size() / 24 + 8);
  }

  YamlDocument Read() {
    fy_parse_cfg config{};
    config.search_path = "";
    config.flags = static_cast<fy_parse_cfg_flags>(FYPCF_QUIET | FYPCF_COLLECT_DIAG |
                                                   FYPCF_DEFAULT_VERSION_1_2 | FYPCF_JSON_NONE);
    const std::unique_ptr<fy_parser, ParserDeleter> parser(fy_parser_create(&config));
    if (parser == nullptr) throw std::bad_alloc();
    const std::unique_ptr<fy_diag, DiagDeleter> diag(fy_parser_get_diag(parser.get()));
    fy_diag_set_collect_errors(diag.get(), true);
    if (fy_parser_set_string(parser.get(), bytes_.data(), bytes_.size()) != 0)
      throw std::bad_alloc();
    while (fy_event* event = fy_parser_parse(parser.get())) {
      const bool more = Take(*event);
      fy_parser_event_free(parser.get(), event);
      if (!more) break;
    }
    if (document_.usable && fy_parser_get_stream_error(parser.get())) AddSyntaxError(diag.get());
    if (!document_.usable) document_.nodes.clear();
    return std::move(document_);
  }

 private:
  struct Open {
    std::uint32_t node;        ///< A mapping or sequence whose end has not come.
    bool expects_key = false;  ///< Of a mapping.
  };

  bool Stop(ErrorCode code, Span span, std::string message, std::string help) {
    document_.problems.push_back({code, span, std::move(message), std::move(help)});
    document_.usable = false;
    return false;
  }

  /// False: reading ends here.
  bool Take(const fy_event& event) {
    switch (event.type) {
      case FYET_NONE:
      case FYET_STREAM_START:
      case FYET_STREAM_END:
      case FYET_DOCUMENT_END:
        return true;
      case FYET_DOCUMENT_START:
        return TakeDocument(event);
      case FYET_ALIAS:
        return StopAtAlias(SpanOf(event.alias.anchor));
      case FYET_SCALAR:
        return TakeScalar(event);
      case FYET_MAPPING_START:
        return TakeStart(NodeKind::kMapping, event.mapping_start.mapping_start,
                         event.mapping_start.anchor, event.mapping_start.tag);
      case FYET_SEQUENCE_START:
        return TakeStart(NodeKind::kSequence, event.sequence_start.sequence_start,
                         event.sequence_start.anchor, event.sequence_start.tag);
      case FYET_MAPPING_END:
        return TakeEnd(event.mapping_end.mapping_end);
      case FYET_SEQUENCE_END:
        return TakeEnd(event.sequence_end.sequence_end);
    }
    return true;
  }

  bool TakeDocument(const fy_event& event) {
    if (++documents_ < 2) return true;
    return Stop(ErrorCode::kYamlSyntax, SpanOf(event.document_start.document_start),
                "a second document begins here", "keep one document a file");
  }

  bool StopAtAlias(Span span) {
    return Stop(ErrorCode::kYamlAlias, span,
                "YAML anchors, aliases and merge keys are not used here", "write the value out");
  }

  Span SpanOf(fy_token* token) const {
    const fy_mark* begin = token != nullptr ? fy_token_start_mark(token) : nullptr;
    const fy_mark* end = token != nullptr ? fy_token_end_mark(token) : nullptr;
    if (begin == nullptr || end == nullptr) return last_;
    const std::size_t size = bytes_.size();
    const std::size_t from = std::min(begin->input_pos, size);
    return SpanAt(from, std::max(std::min(end->input_pos, size), from) - from);
  }

  /// Stops at anchors; notes tags that are not known.
  bool CheckProperties(fy_token* anchor, fy_token* tag, LocatedNode& node) {
    if (anchor != nullptr) return StopAtAlias(SpanOf(anchor));
    if (tag == nullptr) return true;
    std::size_t length = 0;
    const char* text = fy_token_get_text(tag, &length);
    const std::string_view word = text != nullptr ? std::string_view(text, length) : "";
    if (word == "!string_agg") {
      node.tag = "!string_agg";
      return true;
    }
    document_.problems.push_back({ErrorCode::kYamlTag, SpanOf(tag),
                                  "the YAML tag " + Quoted(word) + " is not used here",
                                  "leave it out"});
    return true;
  }

  /// Gives a scalar its text: in the file where it stands there as it is, else in a copy.
  void TakeText(fy_token* token, LocatedNode& node) {
    std::size_t length = 0;
    const char* text = token != nullptr ? fy_token_get_text(token, &length) : nullptr;
    const std::string_view value = text != nullptr ? std::string_view(text, length) : "";
    const std::string_view there = bytes_.substr(node.span.begin, node.span.end - node.span.begin);
    if (value == there) {
      node.text = there;
      node.spelling = Spelling::kVerbatim;
      return;
    }
    node.text = document_.copies.emplace_back(value);
    node.spelling = node.style == ScalarStyle::kSingleQuoted   ? Spelling::kSingleQuoted
                    : node.style == ScalarStyle::kDoubleQuoted ? Spelling::kDoubleQuoted
                                                               : Spelling::kFolded;
    // The bytes of a block begin with its indentation.
    while (node.span.begin < node.span.end &&
           (bytes_[node.span.begin] == ' ' || bytes_[node.span.begin] == '\n' ||
            bytes_[node.span.begin] == '\r')) {
      ++node.span.begin;
    }
    TrimEnd(node.span);
  }

  bool TakeScalar(const fy_event& event) {
    LocatedNode node;
    fy_token* token = event.scalar.value;
    if (!CheckProperties(event.scalar.anchor, event.scalar.tag, node)) return false;
    node.span = SpanOf(token);
    if (token == nullptr) node.span.begin = node.span.end;
    node.style = token != nullptr ? StyleOf(fy_scalar_token_get_style(token)) : ScalarStyle::kPlain;
    TakeText(token, node);
    last_ = node.span;
    if (!open_.empty() && open_.back().expects_key) return TakeKey(node);
    Append(node);
    return true;
  }

  bool TakeKey(const LocatedNode& node) {
    if (node.text == "<<" && node.style == ScalarStyle::kPlain) return StopAtAlias(node.span);
    key_ = node.text;
    key_span_ = node.span;
    open_.back().expects_key = false;
    return true;
  }

  bool TakeStart(NodeKind kind, fy_token* start, fy_token* anchor, fy_token* tag) {
    LocatedNode node;
    node.kind = kind;
    node.span = SpanOf(start);
    if (!CheckProperties(anchor, tag, node)) return false;
    if (!open_.empty() && open_.back().expects_key) {
      return Stop(ErrorCode::kYamlSyntax, node.span, "a key must be text, not a list or a mapping",
                  "write it as plain or quoted text");
    }
    if (open_.size() == kYamlDepthMax) {
      return Stop(ErrorCode::kYamlTooDeep, node.span, "YAML is nested deeper than 64 levels",
                  "a model never needs that many; is a bracket missing?");
    }
    const auto index = static_cast<std::uint32_t>(document_.nodes.size());
    Append(node);
    open_.push_back({index, kind == NodeKind::kMapping});
    return true;
  }

  bool TakeEnd(fy_token* end) {
    const std::uint32_t index = open_.back().node;
    open_.pop_back();
    LocatedNode& node = document_.nodes[index];
    node.size = static_cast<std::uint32_t>(document_.nodes.size()) - index;
    // A block has no end of its own: its last child's end is the best there is.
    node.span.end = std::max({node.span.end, last_.end, SpanOf(end).end});
    if (node.span.end > node.span.begin) TrimEnd(node.span);
    if (node.kind == NodeKind::kMapping) CheckDuplicates(node);
    return true;
  }

  void TrimEnd(Span& span) const {
    while (span.end > span.begin && (bytes_[span.end - 1] == '\n' || bytes_[span.end - 1] == ' ' ||
                                     bytes_[span.end - 1] == '\r')) {
      --span.end;
    }
  }

  void Append(LocatedNode node) {
    if (!open_.empty()) {
      Open& parent = open_.back();
      LocatedNode& parent_node = document_.nodes[parent.node];
      ++parent_node.child_count;
      if (parent_node.kind == NodeKind::kMapping) {
        node.key = key_;
        node.key_span = key_span_;
        parent.expects_key = true;
      }
    }
    document_.nodes.push_back(node);
  }

  void CheckDuplicates(const LocatedNode& mapping) {
    if (mapping.child_count <= kPairwiseKeysMax) {
      const Children children(mapping);
      for (auto later = children.begin(); later != children.end(); ++later) {
        for (auto earlier = children.begin(); earlier != later; ++earlier) {
          if ((*earlier).key != (*later).key) continue;
          AddDuplicate(*earlier, *later);
          break;
        }
      }
      return;
    }
    std::unordered_map<std::string_view, const LocatedNode*> seen;
    seen.reserve(mapping.child_count);
    for (const LocatedNode& child : Children(mapping)) {
      const auto [at, added] = seen.emplace(child.key, &child);
      if (!added) AddDuplicate(*at->second, child);
    }
  }

  void AddDuplicate(const LocatedNode& earlier, const LocatedNode& later) {
    document_.problems.push_back({ErrorCode::kYamlDuplicateKey, later.key_span,
                                  "the key " + Quoted(later.key) + " stands twice in this mapping",
                                  "keep one of them", earlier.key_span, "the first one"});
  }

  void AddSyntaxError(fy_diag* diag) {
    void* iterator = nullptr;
    const fy_diag_error* error = fy_diag_errors_iterate(diag, &iterator);
    std::string message = "the file is not valid YAML";
    Span span = last_;
    if (error != nullptr) {
      if (error->msg != nullptr && *error->msg != '\0') message = error->msg;
      if (error->line > 0) span = SpanAt(OffsetOf(bytes_, error->line, error->column), 0);
    }
    std::string help = HelpFor(message);
    Stop(ErrorCode::kYamlSyntax, span, std::move(message), std::move(help));
  }

  std::string_view bytes_;
  YamlDocument document_;
  std::vector<Open> open_;
  std::string_view key_;
  Span key_span_;
  Span last_;  ///< The last scalar, where the library gives no place.
  int documents_ = 0;
};

}  // namespace

bool IsNull(const LocatedNode& node) {
  return node.kind == NodeKind::kScalar && node.style == ScalarStyle::kPlain &&
         (node.text.empty() || node.text == "~" || node.text == "null" || node.text == "Null" ||
          node.text == "NULL");
}

std::string_view WithoutBom(std::string_view bytes) {
  constexpr std::string_view kBom = "\xEF\xBB\xBF";
  return bytes.substr(0, kBom.size()) == kBom ? bytes.substr(kBom.size()) : bytes;
}

YamlDocument ReadYaml(std::string_view bytes) {
  if (std::optional<YamlProblem> problem = CheckBytes(bytes)) {
    YamlDocument document;
    document.problems.push_back(std::move(*problem));
    document.usable = false;
    return document;
  }
  return DocumentReader(bytes).Read();
}

}  // namespace semaflow::model
