// Requests from plain values: what flags of a command line or a few lines of C++ mean.
#include <simdjson.h>

#include <algorithm>
#include <span>
#include <utility>

#include "base/border.h"
#include "base/json_writer.h"
#include "semaflow/request.h"

namespace semaflow {
namespace {

/// The keys of one request as JSON text, in order.
using RawKeys = std::vector<std::pair<std::string, std::string>>;

/// `text` as a JSON string. Bytes that are not UTF-8 stay as they are: compiling refuses them,
/// where a replacement would ask something else.
void AppendText(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20) {
      std::string escaped;
      AppendJsonString(escaped, std::string_view(&c, 1));
      out.append(escaped, 1, escaped.size() - 2);
    } else {
      out += c;
    }
  }
  out += '"';
}

std::string StringArray(std::span<const std::string> items) {
  std::string out = "[";
  for (const std::string& item : items) {
    if (out.size() > 1) out += ", ";
    AppendText(out, item);
  }
  return out + "]";
}

std::string OrderArray(std::span<const RequestDraft::Order> order) {
  std::string out = "[";
  for (const auto& [column, descending] : order) {
    if (out.size() > 1) out += ", ";
    out += "{\"column\": ";
    AppendText(out, column);
    out += descending ? ", \"direction\": \"desc\"}" : "}";
  }
  return out + "]";
}

std::string ObjectOf(const RawKeys& keys) {
  std::string out = "{";
  for (const auto& [key, value] : keys) {
    if (out.size() > 1) out += ", ";
    AppendText(out, key);
    out += ": " + value;
  }
  return out + "}";
}

/// What the draft says, key by key; a key that it leaves open is absent.
RawKeys KeysOf(const RequestDraft& draft) {
  RawKeys keys;
  if (!draft.flow.empty()) {
    keys.emplace_back("flow", "");
    AppendText(keys.back().second, draft.flow);
  }
  if (!draft.dimensions.empty()) keys.emplace_back("dimensions", StringArray(draft.dimensions));
  if (!draft.measures.empty()) keys.emplace_back("measures", StringArray(draft.measures));
  if (!draft.where.empty()) keys.emplace_back("filters", StringArray(draft.where));
  if (!draft.order.empty()) keys.emplace_back("order", OrderArray(draft.order));
  if (draft.limit) keys.emplace_back("limit", std::to_string(*draft.limit));
  if (draft.offset) keys.emplace_back("offset", std::to_string(*draft.offset));
  if (draft.page_size) keys.emplace_back("page_size", std::to_string(*draft.page_size));
  if (!draft.cursor.empty()) {
    keys.emplace_back("cursor", "");
    AppendText(keys.back().second, draft.cursor);
  }
  if (draft.total_rows) keys.emplace_back("total_rows", "true");
  if (!draft.time_zone.empty()) {
    keys.emplace_back("time_zone", "");
    AppendText(keys.back().second, draft.time_zone);
  }
  if (!draft.params.empty()) keys.emplace_back("params", ObjectOf(draft.params));
  return keys;
}

Error RequestError(ErrorCode code, std::string message) {
  return {.code = code, .message = std::move(message)};
}

/// The keys of a request as they are written. The text was checked before.
Result<RawKeys> ReadKeys(const simdjson::padded_string& text) {
  const auto failed = [](simdjson::error_code code) {
    return tl::unexpected(RequestError(
        ErrorCode::kRequestSyntax,
        std::string("the request is not valid JSON: ") + simdjson::error_message(code)));
  };
  simdjson::dom::parser checker;
  simdjson::dom::element whole;
  if (const auto code = checker.parse(text).get(whole)) return failed(code);
  if (!whole.is_object()) {
    return tl::unexpected(
        RequestError(ErrorCode::kRequestShape, "a request is a JSON object, {\"flow\": ...}"));
  }
  RawKeys keys;
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document document;
  if (const auto code = parser.iterate(text).get(document)) return failed(code);
  simdjson::ondemand::object object;
  if (const auto code = document.get_object().get(object)) return failed(code);
  for (auto field : object) {
    std::string_view key;
    if (const auto code = field.unescaped_key().get(key)) return failed(code);
    keys.emplace_back(key, "");
    simdjson::ondemand::value value;
    if (const auto code = field.value().get(value)) return failed(code);
    std::string_view raw;
    if (const auto code = simdjson::to_json_string(value).get(raw)) return failed(code);
    keys.back().second = raw;
  }
  return keys;
}

/// Lays `value` over the key of that name, or adds it.
void Replace(RawKeys& keys, const std::string& name, std::string value) {
  const auto named = [&](const auto& key) { return key.first == name; };
  const auto found = std::find_if(keys.begin(), keys.end(), named);
  if (found == keys.end()) {
    keys.emplace_back(name, std::move(value));
  } else {
    found->second = std::move(value);
  }
}

/// `list` and `more` are JSON text of two arrays; both in one.
Result<std::string> JoinLists(std::string_view list, std::string_view more) {
  if (list.front() != '[') {
    return tl::unexpected(RequestError(ErrorCode::kRequestShape, "`filters` is not a list"));
  }
  std::string out(list.substr(0, list.find_last_of(']')));
  if (out.find_first_not_of(" \t\r\n", 1) != std::string::npos) out += ", ";
  return out += more.substr(1);
}

/// `object` is JSON text; the draft's params laid over it.
Result<std::string> LayOverParams(std::string_view object, const RequestDraft& draft) {
  if (object.front() != '{') {
    return tl::unexpected(RequestError(ErrorCode::kRequestShape, "`params` is not an object"));
  }
  auto keys = ReadKeys(simdjson::padded_string(object));
  if (!keys) return tl::unexpected(std::move(keys.error()));
  for (const auto& [name, value] : draft.params) Replace(*keys, name, value);
  return ObjectOf(*keys);
}

}  // namespace

std::string ToJson(const RequestDraft& draft) { return ObjectOf(KeysOf(draft)); }

Result<std::string> LayOver(std::string_view request, const RequestDraft& draft) {
  return AtBorder([&]() -> Result<std::string> {
    auto read = ReadKeys(simdjson::padded_string(request));
    if (!read) return tl::unexpected(std::move(read.error()));
    RawKeys keys = std::move(*read);
    for (auto& [name, value] : KeysOf(draft)) {
      const auto named = [&name = name](const auto& key) { return key.first == name; };
      const auto written = std::find_if(keys.begin(), keys.end(), named);
      if (written != keys.end() && (name == "filters" || name == "params")) {
        auto joined = name == "filters" ? JoinLists(written->second, value)
                                        : LayOverParams(written->second, draft);
        if (!joined) return tl::unexpected(std::move(joined.error()));
        value = std::move(*joined);
      }
      Replace(keys, name, std::move(value));
    }
    return ObjectOf(keys);
  });
}

std::string AsJsonString(std::string_view text) {
  std::string quoted;
  AppendJsonString(quoted, text);
  return quoted;
}

std::string AsJsonValue(std::string_view text) {
  simdjson::dom::parser parser;
  simdjson::dom::element element;
  if (parser.parse(simdjson::padded_string(text)).get(element) == simdjson::SUCCESS) {
    return std::string(text);
  }
  std::string quoted;
  AppendText(quoted, text);
  return quoted;
}

}  // namespace semaflow
