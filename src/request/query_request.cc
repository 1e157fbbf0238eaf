#include "request/query_request.h"

#include <array>
#include <limits>
#include <string>

#include "request/exact_number.h"
#include "request/object_reader.h"

namespace semaflow::request {

namespace {

enum Key : std::size_t {
  kFlow,
  kDimensions,
  kMeasures,
  kFilters,
  kOrder,
  kLimit,
  kOffset,
  kPageSize,
  kCursor,
  kTotalRows,
  kTotals,
  kFill,
  kUngrouped,
  kOf,
  kParams,
  kTimeZone,
  kWideNumbers,
  kKeyCount
};
constexpr std::array<KeySpec, kKeyCount> kKeys = {{
    {"flow", kText, true},
    {"dimensions", kList},
    {"measures", kList},
    {"filters", kList},
    {"order", kList},
    {"limit", kNumber},
    {"offset", kNumber},
    {"page_size", kNumber},
    {"cursor", kText},
    {"total_rows", kBool},
    {"totals", kList},
    {"fill", kBool},
    {"ungrouped", kBool},
    {"of", kText},
    {"params", kObject},
    {"time_zone", kText},
    {"wide_numbers", kText},
}};
static_assert(AreRequiredFirst(kKeys));

class Reader {
 public:
  Reader(const JsonTree& tree, Problems& problems) : tree_(tree), problems_(problems) {}

  std::optional<QueryRequest> Read() {
    ReadKeys(tree_, tree_.root(), "the request", kKeys, keys_, problems_);
    if (keys_[kFlow] == nullptr) return std::nullopt;
    QueryRequest request{.flow = keys_[kFlow],
                         .dimensions = keys_[kDimensions],
                         .measures = keys_[kMeasures],
                         .filters = keys_[kFilters],
                         .order = keys_[kOrder],
                         .totals = ReadTotals(),
                         .cursor = keys_[kCursor],
                         .of = keys_[kOf],
                         .params = keys_[kParams],
                         .time_zone = keys_[kTimeZone],
                         .limit = Count(kLimit),
                         .offset = Count(kOffset),
                         .total_rows = IsTrue(kTotalRows),
                         .ungrouped = IsTrue(kUngrouped),
                         .wide_numbers_as_text = ReadWideNumbers()};
    if (keys_[kPageSize] != nullptr || request.cursor != nullptr) ReadPageSize(request);
    CheckEmpty();
    CheckParams();
    RefuseLater();
    if (request.of != nullptr && !request.ungrouped) {
      problems_.Add(ErrorCode::kBadCombination, {request.of->key_begin, request.of->key_begin},
                    "\"of\" says whose rows are given, and goes with \"ungrouped\": true",
                    "add \"ungrouped\": true, or leave out \"of\"");
    }
    return request;
  }

 private:
  bool IsTrue(Key key) const { return keys_[key] != nullptr && keys_[key]->boolean; }

  std::optional<std::uint64_t> Count(Key key) {
    if (keys_[key] == nullptr) return std::nullopt;
    const auto count = WholeNumber(keys_[key]->text);
    if (count && *count >= 0) return static_cast<std::uint64_t>(*count);
    problems_.AddValue(
        ErrorCode::kRequestShape, keys_[key]->span,
        "\"" + std::string(kKeys[key].name) + "\" must be a whole number, 0 or more");
    return std::nullopt;
  }

  void ReadPageSize(QueryRequest& request) {
    const JsonNode* size = keys_[kPageSize];
    if (size == nullptr) {
      Refuse(kCursor, ErrorCode::kBadCombination,
             "\"cursor\" says where a page begins, and goes with \"page_size\"",
             "add the \"page_size\"");
      return;
    }
    const auto count = WholeNumber(size->text);
    if (count && *count >= 1) {
      request.page_size = static_cast<std::uint64_t>(*count);
      return;
    }
    problems_.AddValue(ErrorCode::kRequestShape, size->span,
                       "\"page_size\" must be a whole number, 1 or more");
  }

  bool ReadWideNumbers() {
    const JsonNode* word = keys_[kWideNumbers];
    if (word == nullptr || word->text == "number") return false;
    if (word->text == "string") return true;
    problems_.Add(ErrorCode::kRequestShape, word->span,
                  "\"wide_numbers\" must be \"number\" or \"string\"");
    return false;
  }

  /// A list whose key was written wrongly is not an empty one.
  void CheckEmpty() {
    if (!problems_.empty()) return;
    for (const Key key : {kDimensions, kMeasures}) {
      if (keys_[key] != nullptr && keys_[key]->count > 0) return;
    }
    problems_.Add(ErrorCode::kEmptyRequest, tree_.root().span,
                  "the request asks for no dimension and no measure",
                  "add \"dimensions\": [...] or \"measures\": [...]");
  }

  void CheckParams() {
    if (keys_[kParams] == nullptr) return;
    for (const JsonNode& value : tree_.Children(*keys_[kParams])) {
      if (value.kind != JsonKind::kObject) continue;
      AddWrongKind(value, "the parameter " + Quoted(value.key), kAnything & ~kObject & 0x3f,
                   problems_);
    }
  }

  void Refuse(Key key, ErrorCode code, std::string message, std::string help) {
    problems_.Add(code, {keys_[key]->key_begin, keys_[key]->key_begin}, std::move(message),
                  std::move(help));
  }

  const JsonNode* ReadTotals() {
    if (keys_[kTotals] == nullptr || keys_[kTotals]->count == 0) return nullptr;
    if (IsTrue(kUngrouped)) {
      Refuse(kTotals, ErrorCode::kBadCombination, "rows that are not grouped have no totals",
             "leave out \"totals\", or \"ungrouped\"");
    } else if (keys_[kMeasures] == nullptr || keys_[kMeasures]->count == 0) {
      Refuse(kTotals, ErrorCode::kBadCombination, "totals are of measures, and none is asked",
             "add a measure, or leave out \"totals\"");
    } else if (keys_[kPageSize] != nullptr || IsTrue(kTotalRows)) {
      Refuse(kTotals, ErrorCode::kBadCombination, "a page has no totals of its own",
             "ask the totals once, in a request without \"page_size\" and \"total_rows\"");
    }
    return keys_[kTotals];
  }

  /// What a later version answers.
  void RefuseLater() {
    if (IsTrue(kFill)) {
      Refuse(kFill, ErrorCode::kCalendarGrain, "missing periods cannot be shown in this version",
             "leave out \"fill\"");
    }
  }

  const JsonTree& tree_;
  Problems& problems_;
  std::array<const JsonNode*, kKeyCount> keys_{};
};

}  // namespace

std::optional<QueryRequest> ReadQueryRequest(const JsonTree& tree, Problems& problems) {
  return Reader(tree, problems).Read();
}

}  // namespace semaflow::request
