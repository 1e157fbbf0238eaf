#include "model/measure_steps.h"

#include <string>
#include <string_view>
#include <utility>

#include "base/closest.h"
#include "base/types.h"
#include "model/durations.h"

namespace semaflow::model {
namespace {

/// Told problems make `good_` false.
class StepsParser {
 public:
  StepsParser(BuildState& state, const MeasureDefinition& definition)
      : state_(state), definition_(definition), details_(*definition.details) {}

  bool Parse(Measure& measure) {
    CheckCombinations();
    ParseWindow();
    ParseOffset();
    if (details_.over) {
      steps_.over.emplace().first = details_.over->take.value == "first";
    }
    ParseConversion();
    if (details_.over) used_ = "over";
    if (used_.empty()) return good_;
    measure.steps = std::move(steps_);
    measure.refusal = Refusal{ErrorCode::kWindowMeasure,
                              Quoted(definition_.name.value) + " has `" + std::string(used_) +
                                  "`, which this version reads and checks but does not answer yet"};
    return good_;
  }

 private:
  void Refuse(ErrorCode code, const Place& place, std::string message, std::string help = {}) {
    state_.Add(code, place, std::move(message), std::move(help));
    good_ = false;
  }

  void Exclude(const Text& one, std::string_view one_key, const Text& other,
               std::string_view other_key) {
    if (one.value.empty() || other.value.empty()) return;
    state_.diagnostics.Add({.code = ErrorCode::kConflictingKeys,
                            .place = other.place,
                            .message = "`" + std::string(one_key) + "` and `" +
                                       std::string(other_key) + "` exclude each other",
                            .help = "make two measures, one `of` the other",
                            .others = {{one.place, "the other one"}}});
    good_ = false;
  }

  void CheckCombinations() {
    Exclude(details_.rolling, "rolling", details_.to_date, "to_date");
    Exclude(details_.offset, "offset", details_.offset_to, "offset_to");
    Exclude(details_.to_date, "to_date", details_.at, "at");
    const bool window = !details_.rolling.value.empty() || !details_.to_date.value.empty();
    const bool offset = !details_.offset.value.empty() || !details_.offset_to.value.empty();
    if (!details_.at.value.empty() && details_.rolling.value.empty() &&
        details_.to_date.value.empty()) {
      Refuse(ErrorCode::kMissingKey, details_.at.place, "`at` needs the key \"rolling\"",
             "say of which window it is the start: `rolling: unbounded`");
    }
    if (!details_.period_take.value.empty() && !window) {
      Refuse(ErrorCode::kMissingKey, details_.period_take.place,
             "`period_take` needs the key \"rolling\" or \"to_date\"");
    }
    if (!details_.without_time.value.empty() && !window && !offset) {
      Refuse(ErrorCode::kMissingKey, details_.without_time.place,
             "`without_time` needs the key \"rolling\", \"to_date\", \"offset\" or \"offset_to\"");
    }
  }

  std::optional<Duration> ReadDuration(const Text& text, std::string_view key) {
    std::optional<Duration> duration = ParseDuration(text.value);
    if (!duration) {
      Refuse(ErrorCode::kWrongType, text.place,
             Quoted(text.value) + " is not a length of time for `" + std::string(key) + "`",
             key == "rolling" ? "write \"7 days\", \"1 month\" or unbounded"
                              : "write \"7 days\" or \"1 month\"");
    }
    return duration;
  }

  void ParseWindow() {
    if (!details_.rolling.value.empty()) {
      used_ = "rolling";
      steps_.rolling_unbounded = details_.rolling.value == "unbounded";
      if (!steps_.rolling_unbounded) steps_.rolling = ReadDuration(details_.rolling, "rolling");
    }
    if (!details_.to_date.value.empty()) {
      used_ = "to_date";
      steps_.to_date = time::ParseGrain(details_.to_date.value);
    }
    steps_.at_start = details_.at.value == "start";
    steps_.period_take = details_.period_take.value;
    steps_.without_time_total = !details_.without_time.value.empty();
  }

  void ParseOffset() {
    if (!details_.offset.value.empty()) {
      used_ = "offset";
      steps_.offset = ReadDuration(details_.offset, "offset");
    }
    if (!details_.offset_to.value.empty()) {
      used_ = "offset_to";
      steps_.offset_to = time::ParseGrain(details_.offset_to.value);
    }
  }

  void ParseConversion() {
    if (!details_.conversion) return;
    used_ = "conversion";
    const ConversionDefinition& written = *details_.conversion;
    Conversion conversion{.base = written.base.value,
                          .event = written.event.value,
                          .by = written.by.value,
                          .within = {},
                          .same = {},
                          .give_count = written.give.value == "count"};
    if (!written.base.given() || !written.event.given()) good_ = false;
    if (!written.within.value.empty()) {
      conversion.within = ReadDuration(written.within, "within").value_or(Duration{});
    }
    for (const Text& field : written.same) conversion.same.push_back(field.value);
    steps_.conversion = std::move(conversion);
  }

  BuildState& state_;
  const MeasureDefinition& definition_;
  const MeasureDetails& details_;
  MeasureSteps steps_;
  std::string_view used_;
  bool good_ = true;
};

/// The dimension `name` of a table; kNone with the problem told.
MemberIndex FindDimension(BuildState& state, const Table& table, const Text& name,
                          std::string_view key) {
  const auto at = table.members.find(name.value);
  if (at != table.members.end() && at->second.kind == MemberKind::kDimension) {
    return at->second.index;
  }
  std::vector<std::string_view> names;
  for (const Dimension& dimension : table.dimensions) names.push_back(dimension.name);
  state.diagnostics.Add({.code = ErrorCode::kUnknownMember,
                         .place = name.place,
                         .message = "`" + std::string(key) + "` names " + Quoted(name.value) +
                                    ", which is no dimension of the table " + Quoted(table.name),
                         .candidates = ClosestNames(name.value, names)});
  return kNone;
}

}  // namespace

bool ParseSteps(BuildState& state, const MeasureDefinition& definition, Measure& measure) {
  return StepsParser(state, definition).Parse(measure);
}

bool BindOver(BuildState& state, TableIndex table_index, const OverDefinition& definition,
              Over& over) {
  const Table& table = state.model.tables[table_index];
  if (definition.time.value.empty()) return false;
  over.time = FindDimension(state, table, definition.time, "time");
  bool good = over.time != kNone;
  if (good) {
    const DataType& type = table.dimensions[over.time].type;
    if (type.kind != TypeKind::kUnknown && !IsTime(type.kind)) {
      state.Add(
          ErrorCode::kTypeMismatch, definition.time.place,
          "`over` needs a time, and " + Quoted(definition.time.value) + " is " + ToString(type));
      good = false;
    }
  }
  over.per.clear();
  for (const Text& name : definition.per) {
    const MemberIndex index = FindDimension(state, table, name, "per");
    if (index == kNone) {
      good = false;
    } else {
      over.per.push_back(index);
    }
  }
  return good;
}

}  // namespace semaflow::model
