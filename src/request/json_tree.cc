#include "request/json_tree.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "request/exact_number.h"
#include "request/problems.h"

namespace semaflow::request {

namespace {

namespace ondemand = simdjson::ondemand;

constexpr std::size_t kKeptBytesMax = std::size_t{1} << 16;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// What one thread keeps between requests, so that a small one allocates nothing here.
struct Workspace {
  ondemand::parser parser;
  std::unique_ptr<char[]> padded;  // simdjson reads some bytes behind the end
  std::size_t padded_bytes = 0;
  std::vector<JsonNode> nodes;

  void Reserve(std::size_t text_bytes) {
    const std::size_t needed = text_bytes + simdjson::SIMDJSON_PADDING;
    // One large request does not hold its memory for ever.
    if (padded_bytes > kKeptBytesMax && needed <= kKeptBytesMax) *this = Workspace();
    if (padded_bytes >= needed) return;
    padded_bytes = std::max<std::size_t>(needed, 4096);
    padded = std::make_unique<char[]>(padded_bytes);
  }
};

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string_view TrimRight(std::string_view text) {
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view MessageOf(simdjson::error_code code) {
  switch (code) {
    case simdjson::UTF8_ERROR:
      return "the request is not valid UTF-8";
    case simdjson::EMPTY:
      return "the request is empty";
    case simdjson::UNCLOSED_STRING:
      return "a text in the request has no closing quote";
    case simdjson::UNESCAPED_CHARS:
      return "a text in the request holds a control character; JSON writes those as escapes";
    case simdjson::STRING_ERROR:
      return "a text in the request holds an escape that JSON does not have";
    default:
      return "the request is not valid JSON";
  }
}

/// Builds the tree of one document.
class Reader {
 public:
  Reader(Workspace& space, std::string_view text, Problems& problems)
      : space_(space), text_(text), problems_(problems) {}

  /// False: `problems` says why.
  bool Read() {
    space_.nodes.clear();
    ondemand::document document;
    const simdjson::padded_string_view padded(text_.data(), text_.size(), space_.padded_bytes);
    if (const auto code = space_.parser.iterate(padded).get(document)) return Fail(code, 0);
    document_ = &document;
    ondemand::json_type type{};
    if (const auto code = document.type().get(type)) return Fail(code, Here());
    if (type != ondemand::json_type::object) {
      problems_.Add(ErrorCode::kRequestShape, {0, 1}, "a request is a JSON object",
                    "write {\"flow\": \"...\", \"measures\": [...]}");
      return false;
    }
    ondemand::value value;
    if (const auto code = document.get_value().get(value)) return Fail(code, Here());
    if (Add(value, 1) == JsonNode::kNone) return false;
    const char* rest = nullptr;
    if (document.current_location().get(rest) != simdjson::OUT_OF_BOUNDS) {
      problems_.Add(ErrorCode::kRequestSyntax, {Here(), Here() + 1},
                    "something follows the end of the request");
      return false;
    }
    return true;
  }

 private:
  std::uint32_t OffsetOf(const char* place) const {
    return static_cast<std::uint32_t>(
        std::clamp<std::ptrdiff_t>(place - text_.data(), 0, std::ssize(text_)));
  }

  /// Where the reader stands.
  std::uint32_t Here() const {
    const char* place = nullptr;
    const auto code = document_->current_location().get(place);
    return code == simdjson::SUCCESS ? OffsetOf(place) : static_cast<std::uint32_t>(text_.size());
  }

  bool Fail(simdjson::error_code code, std::uint32_t at) {
    const bool cut = code == simdjson::INCOMPLETE_ARRAY_OR_OBJECT ||
                     (code == simdjson::TAPE_ERROR && at >= text_.size());
    const std::string_view message =
        cut ? "the request ends before it is complete" : MessageOf(code);
    problems_.Add(ErrorCode::kRequestSyntax, {at, at + 1}, std::string(message));
    return false;
  }
  std::uint32_t FailNode(simdjson::error_code code) {
    Fail(code, Here());
    return JsonNode::kNone;
  }

  /// Adds a value and what is in it; kNone after a failure.
  std::uint32_t Add(ondemand::value& value, int depth) {
    const std::string_view token = TrimRight(value.raw_json_token());
    const std::uint32_t begin = OffsetOf(token.data());
    const auto index = static_cast<std::uint32_t>(space_.nodes.size());
    JsonNode& node = space_.nodes.emplace_back();
    node.span = {begin, begin + static_cast<std::uint32_t>(token.size())};
    ondemand::json_type type{};
    if (const auto code = value.type().get(type)) return FailNode(code);
    switch (type) {
      case ondemand::json_type::object:
        node.kind = JsonKind::kObject;
        return depth > kRequestDepthMax ? FailDepth(begin) : AddObject(value, index, depth);
      case ondemand::json_type::array:
        node.kind = JsonKind::kList;
        return depth > kRequestDepthMax ? FailDepth(begin) : AddList(value, index, depth);
      case ondemand::json_type::number:
        node.kind = JsonKind::kNumber;
        node.text = token;
        return IsJsonNumber(token) ? index : FailNode(simdjson::NUMBER_ERROR);
      case ondemand::json_type::string:
        node.kind = JsonKind::kText;
        if (const auto code = value.get_string().get(node.text)) {
          Fail(code, begin);
          return JsonNode::kNone;
        }
        return index;
      case ondemand::json_type::boolean:
        node.kind = JsonKind::kBool;
        if (const auto code = value.get_bool().get(node.boolean)) return FailNode(code);
        return index;
      case ondemand::json_type::null: {
        bool is_null = false;
        if (const auto code = value.is_null().get(is_null)) return FailNode(code);
        return is_null ? index : FailNode(simdjson::N_ATOM_ERROR);
      }
    }
    return JsonNode::kNone;
  }

  std::uint32_t FailDepth(std::uint32_t at) {
    problems_.Add(ErrorCode::kRequestTooLarge, {at, at + 1},
                  "the request is nested deeper than 64 levels");
    return JsonNode::kNone;
  }

  /// Hangs `child` behind `last` (kNone: as the first) below `parent`.
  void Hang(std::uint32_t parent, std::uint32_t last, std::uint32_t child) {
    auto& nodes = space_.nodes;
    (last == JsonNode::kNone ? nodes[parent].first : nodes[last].next) = child;
    ++nodes[parent].count;
  }

  std::uint32_t AddList(ondemand::value& value, std::uint32_t index, int depth) {
    ondemand::array list;
    if (const auto code = value.get_array().get(list)) return FailNode(code);
    std::uint32_t last = JsonNode::kNone;
    for (auto item : list) {
      ondemand::value child;
      if (const auto code = std::move(item).get(child)) return FailNode(code);
      const std::uint32_t added = Add(child, depth + 1);
      if (added == JsonNode::kNone) return added;
      Hang(index, last, added);
      last = added;
    }
    return index;
  }

  std::uint32_t AddObject(ondemand::value& value, std::uint32_t index, int depth) {
    ondemand::object object;
    if (const auto code = value.get_object().get(object)) return FailNode(code);
    std::uint32_t last = JsonNode::kNone;
    for (auto field : object) {
      // The raw text of a key begins behind its quote, and is known until the key is unescaped.
      ondemand::raw_json_string raw;
      if (const auto code = field.key().get(raw)) return FailNode(code);
      std::string_view key;
      if (const auto code = field.unescaped_key().get(key)) return FailNode(code);
      ondemand::value child;
      if (const auto code = field.value().get(child)) return FailNode(code);
      const std::uint32_t added = Add(child, depth + 1);
      if (added == JsonNode::kNone) return added;
      space_.nodes[added].key = key;
      space_.nodes[added].key_begin = OffsetOf(raw.raw()) - 1;
      Hang(index, last, added);
      last = added;
    }
    return HasKeyTwice(index) ? JsonNode::kNone : index;
  }

  bool HasKeyTwice(std::uint32_t index) {
    const auto& nodes = space_.nodes;
    const JsonNode& object = nodes[index];
    constexpr std::uint32_t kFew = 12;
    if (object.count <= kFew) {
      for (std::uint32_t a = object.first; a != JsonNode::kNone; a = nodes[a].next) {
        for (std::uint32_t b = nodes[a].next; b != JsonNode::kNone; b = nodes[b].next) {
          if (nodes[a].key == nodes[b].key) return FailTwice(b);
        }
      }
      return false;
    }
    std::vector<std::uint32_t> sorted;
    for (std::uint32_t a = object.first; a != JsonNode::kNone; a = nodes[a].next) {
      sorted.push_back(a);
    }
    std::stable_sort(sorted.begin(), sorted.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return nodes[a].key < nodes[b].key; });
    const auto twice = std::adjacent_find(
        sorted.begin(), sorted.end(),
        [&](std::uint32_t a, std::uint32_t b) { return nodes[a].key == nodes[b].key; });
    return twice != sorted.end() && FailTwice(*(twice + 1));
  }

  bool FailTwice(std::uint32_t index) {
    const JsonNode& node = space_.nodes[index];
    problems_.Add(ErrorCode::kRequestShape, {node.key_begin, node.key_begin},
                  "the key " + Quoted(node.key) + " stands twice in one object");
    return true;
  }

  Workspace& space_;
  std::string_view text_;
  Problems& problems_;
  ondemand::document* document_ = nullptr;
};

}  // namespace

std::optional<JsonTree> ParseJson(std::string_view text, Problems& problems, JsonSort sort) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (text.size() > kRequestBytesMax) {
    problems.Add(ErrorCode::kRequestTooLarge, {}, "the request is larger than 1 MiB");
    return std::nullopt;
  }
  thread_local Workspace of_requests;
  thread_local Workspace of_access_filters;
  Workspace& space = sort == JsonSort::kRequest ? of_requests : of_access_filters;
  space.Reserve(text.size());
  if (!text.empty()) std::memcpy(space.padded.get(), text.data(), text.size());
  std::memset(space.padded.get() + text.size(), 0, simdjson::SIMDJSON_PADDING);
  const std::string_view document(space.padded.get(), text.size());
  problems.SetText(document);
  if (!Reader(space, document, problems).Read()) return std::nullopt;
  return JsonTree(space.nodes);
}

}  // namespace semaflow::request
