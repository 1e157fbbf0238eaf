// `time`: each measure's own time (DESIGN.md 2.4).
#include <algorithm>
#include <utility>

#include "base/types.h"
#include "request/names.h"

namespace semaflow::request {

using expr::Ref;
using expr::RefKind;
using time::TimeField;

bool Names::RefuseSharedTime(const WrittenName& name, std::string message, std::string help) const {
  problems_.Add(ErrorCode::kSharedTime, name.span, std::move(message), std::move(help));
  return false;
}

// False: told.
bool Names::AddOwnTime(const ResolvedColumn& measure, const model::TakenRows& taken,
                       const WrittenName& name, std::vector<Field>& times) const {
  if (taken.time.alias == expr::kSelf) {
    const model::Alias& alias = flow_.aliases[taken.alias];
    const model::Table& table = model_.tables[alias.table];
    return RefuseSharedTime(
        name,
        Quoted(name.text) + " is each measure's own time, and " + Quoted(measure.name) +
            " has none: it aggregates the rows of " + Quoted(alias.name),
        "add `time_dimension:` to the table " + Quoted(table.name) + " in " + table.file +
            ", or `times: {" + alias.name + ": ...}` to the flow in " + flow_.file);
  }
  const auto is_known = [&](const Field& field) { return field.ref == taken.time; };
  if (std::any_of(times.begin(), times.end(), is_known)) return true;
  const model::FieldView view = model::ViewOf(model_, flow_, taken.time);
  const Field field{taken.time, view.type, view.dimension, nullptr};
  if (!IsTime(field.type.kind)) {
    AddTypeNeeded(taken.time, name.span, "it is a measure's own time");
    return false;
  }
  if (!times.empty() && (times.front().type.kind == TypeKind::kTimestamptz) !=
                            (field.type.kind == TypeKind::kTimestamptz)) {
    return RefuseSharedTime(name,
                            Quoted(name.text) + " would mix " + Quoted(TextOf(times.front().ref)) +
                                " (" + ToString(times.front().type) + ") with " +
                                Quoted(TextOf(taken.time)) + " (" + ToString(field.type) +
                                "): instants and wall clocks have no time in common",
                            "ask the measures apart, or say in which zone the wall clock is: "
                            "`stored_in: UTC`");
  }
  times.push_back(field);
  return true;
}

std::optional<Field> Names::FindSharedTime(std::string_view field_word, const WrittenName& name,
                                           Wanted wanted) const {
  if (measures_ == nullptr) {
    RefuseSharedTime(name,
                     Quoted(name.text) +
                         " is the time that the measures of a request share, and "
                         "stands inside of one",
                     "name the time itself, as \"alias.field\"");
    return std::nullopt;
  }
  if (measures_->empty()) {
    RefuseSharedTime(name, Quoted(name.text) + " is each measure's own time, and there is none",
                     "add a measure, or name the time itself, as \"alias.field\"");
    return std::nullopt;
  }
  std::vector<Field> times;
  bool good = true;
  for (const ResolvedColumn& measure : *measures_) {
    std::vector<expr::AliasIndex> told;  // What one table lacks, one measure says once.
    model::ForEachTaken(
        model_, flow_, measure.value, expr::kSelf, [&](const model::TakenRows& taken) {
          const bool known = std::find(told.begin(), told.end(), taken.alias) != told.end();
          if (known || AddOwnTime(measure, taken, name, times)) return;
          told.push_back(taken.alias);
          good = false;
        });
  }
  if (!good) return std::nullopt;
  const bool all_dates = std::all_of(times.begin(), times.end(), [](const Field& field) {
    return field.type.kind == TypeKind::kDate;
  });
  const TypeKind kind = all_dates                                           ? TypeKind::kDate
                        : times.front().type.kind == TypeKind::kTimestamptz ? TypeKind::kTimestamptz
                                                                            : TypeKind::kTimestamp;
  const auto at = std::find(std::begin(model::kSharedTimes), std::end(model::kSharedTimes), kind);
  const Ref ref{.kind = RefKind::kShared,
                .alias = expr::kSelf,
                .index = static_cast<std::uint32_t>(at - std::begin(model::kSharedTimes)),
                .field = {}};
  shares_time_ = true;
  auto found = Finish(ref, field_word, name, wanted);
  if (!found || found->ref.field.kind == TimeField::Kind::kNone) return found;
  for (const Field& own : times) {
    if (!CheckTimeField(own, found->ref.field, name)) return std::nullopt;
  }
  return found;
}

std::optional<time::Grain> Names::SharedGrain(const WrittenName& name) const {
  const ResolvedColumn* first = nullptr;
  std::optional<time::Grain> shared;
  bool good = true;
  for (const ResolvedColumn& measure : *measures_) {
    model::ForEachTaken(
        model_, flow_, measure.value, expr::kSelf, [&](const model::TakenRows& taken) {
          if (!shared) {
            shared = taken.grain;
            first = &measure;
          }
          if (!good || *shared == taken.grain) return;
          good = RefuseSharedTime(
              name,
              Quoted(name.text) + " without a grain is that of the measures, and theirs differ: " +
                  Quoted(first->name) + " has " + std::string(time::GrainName(*shared)) + ", " +
                  Quoted(measure.name) + " has " + std::string(time::GrainName(taken.grain)),
              "write the grain: " +
                  Quoted(std::string(name.text) + "." +
                         std::string(time::GrainName(std::max(*shared, taken.grain)))));
        });
  }
  return good ? shared : std::nullopt;
}

}  // namespace semaflow::request
