#include "request/names.h"

#include <algorithm>
#include <utility>

#include "base/closest.h"
#include "base/quotes.h"

namespace semaflow::request {

namespace {

using expr::AliasIndex;
using expr::Ref;
using expr::RefKind;
using model::Member;
using model::MemberKind;
using time::Grain;
using time::TimeField;

constexpr std::size_t kCandidatesMax = 3;

std::string_view SortText(Wanted wanted) {
  switch (wanted) {
    case Wanted::kDimension:
      return "dimension";
    case Wanted::kMeasure:
      return "measure";
    case Wanted::kEither:
      return "field";
  }
  return "";
}

MemberKind KindOf(const Field& field) {
  return field.dimension != nullptr ? MemberKind::kDimension : MemberKind::kMeasure;
}

bool Takes(Wanted wanted, MemberKind kind) {
  return wanted == Wanted::kEither ||
         (wanted == Wanted::kMeasure) == (kind == MemberKind::kMeasure);
}

const model::Presentation& PresentationOf(const std::vector<model::Dimension>& dimensions,
                                          const std::vector<model::Measure>& measures,
                                          const Member& member) {
  return member.kind == MemberKind::kDimension ? dimensions[member.index].presentation
                                               : measures[member.index].presentation;
}

/// The same as ==, without a call for most that differ.
bool IsSame(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         (a.empty() || (a.front() == b.front() && a.back() == b.back() && a == b));
}

/// The words of grains and parts, for "did you mean".
std::vector<std::string_view> TimeFieldWords() {
  std::vector<std::string_view> words;
  for (int i = 0; i < time::kGrainCount; ++i) words.push_back(GrainName(static_cast<Grain>(i)));
  for (int i = 0; i < time::kPartCount; ++i) words.push_back(PartName(static_cast<time::Part>(i)));
  return words;
}

bool IsCalendarGrain(const model::Model& model, std::string_view word) {
  for (const model::Calendar& calendar : model.calendars) {
    for (const auto& [name, column] : calendar.grains) {
      if (name == word) return true;
    }
  }
  return false;
}

/// The finest grain that a part needs: an hour of the day can be read off hours.
Grain FinestOf(const TimeField& field) {
  if (field.kind == TimeField::Kind::kGrain) return field.grain;
  return field.part == time::Part::kHourOfDay ? Grain::kHour : Grain::kDay;
}

std::string_view WordOf(const TimeField& field) {
  return field.kind == TimeField::Kind::kGrain ? GrainName(field.grain) : PartName(field.part);
}

}  // namespace

std::optional<Field> Names::Find(const WrittenName& name, Wanted wanted) const {
  if (graph_ != nullptr) return FindInGraph(name, wanted);
  Split split;
  std::string_view rest = name.text;
  while (true) {
    if (split.count == 3) {
      AddUnknown(Split{{name.text}, 1}, name, wanted);
      return std::nullopt;
    }
    const std::size_t dot = rest.find('.');
    split.parts[split.count++] = rest.substr(0, dot);
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  return FindSplit(split, name, wanted);
}

std::optional<Field> Names::Find(const std::vector<std::string>& parts, Span at,
                                 Wanted wanted) const {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += '.';
    text += part;
  }
  const WrittenName name{text, at, {}, {}};
  if (graph_ != nullptr) return FindInGraph(name, wanted);
  if (parts.size() > 3) {
    AddUnknown(Split{{text}, 1}, name, wanted);
    return std::nullopt;
  }
  Split split;
  for (const std::string& part : parts) split.parts[split.count++] = part;
  return FindSplit(split, name, wanted);
}

std::optional<Ref> Names::Peek(std::string_view text) const {
  const std::size_t dot = text.find('.');
  if (dot != std::string_view::npos) {
    const auto alias = AliasOf(text.substr(0, dot));
    if (!alias) return std::nullopt;
    return InAlias(*alias, text.substr(dot + 1));
  }
  if (const auto ref = InFlow(text)) return ref;
  const std::vector<Ref> found = Bare(text);
  return found.size() == 1 ? std::optional(found.front()) : std::nullopt;
}

bool Names::IsSharedTime(const Split& split) const {
  return IsSame(split.parts[0], flow_.time_name) && split.count <= 2 &&
         !words().alias_names.contains(split.parts[0]) && !words().members.contains(split.parts[0]);
}

std::optional<Field> Names::FindSplit(const Split& split, const WrittenName& name,
                                      Wanted wanted) const {
  const auto& [parts, count] = split;
  if (std::any_of(parts, parts + count, [](std::string_view part) { return part.empty(); })) {
    AddUnknown(split, name, wanted);
    return std::nullopt;
  }
  if (IsSharedTime(split)) {
    return FindSharedTime(count == 2 ? parts[1] : std::string_view(), name, wanted);
  }
  if (count >= 2) {
    if (const auto alias = AliasOf(parts[0])) {
      if (const auto ref = InAlias(*alias, parts[1])) {
        return Finish(*ref, count == 3 ? parts[2] : std::string_view(), name, wanted);
      }
    }
    if (count == 3) {
      AddUnknown(split, name, wanted);
      return std::nullopt;
    }
  }
  std::optional<Ref> ref = InFlow(parts[0]);
  bool told = false;
  if (!ref) ref = OnlyBare(parts[0], name, told);
  if (told) return std::nullopt;
  if (!ref) {
    AddUnknown(split, name, wanted);
    return std::nullopt;
  }
  return Finish(*ref, count == 2 ? parts[1] : std::string_view(), name, wanted);
}

std::optional<AliasIndex> Names::AliasOf(std::string_view name) const {
  constexpr std::size_t kFew = 12;  // that many are compared faster than hashed
  const std::size_t count = flow_.table_count();
  if (count > kFew) {
    const auto& names = words().alias_names;
    const auto found = names.find(name);
    return found != names.end() ? std::optional(found->second) : std::nullopt;
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (IsSame(flow_.aliases[i].name, name)) return static_cast<AliasIndex>(i);
  }
  return std::nullopt;
}

std::optional<Ref> Names::InAlias(AliasIndex alias, std::string_view field) const {
  const model::Table& table = model_.tables[flow_.aliases[alias].table];
  const auto found = table.members.find(field);
  if (found == table.members.end()) return std::nullopt;
  const auto& [kind, index] = found->second;
  if (!model::ExistsIn(flow_, alias, kind, index, table)) return std::nullopt;
  return Ref{.kind = kind == MemberKind::kDimension ? RefKind::kDimension : RefKind::kMeasure,
             .alias = alias,
             .index = index,
             .field = {}};
}

std::optional<Ref> Names::InFlow(std::string_view field) const {
  const StringMap<Member>& members = words().members;
  const auto found = members.find(field);
  if (found == members.end()) return std::nullopt;
  const auto& [kind, index] = found->second;
  return Ref{
      .kind = kind == MemberKind::kDimension ? RefKind::kFlowDimension : RefKind::kFlowMeasure,
      .alias = expr::kSelf,
      .index = index,
      .field = {}};
}

std::vector<Ref> Names::Bare(std::string_view field) const {
  std::vector<Ref> found;
  for (std::size_t i = 0; i < flow_.table_count(); ++i) {
    if (const auto ref = InAlias(static_cast<AliasIndex>(i), field)) found.push_back(*ref);
  }
  return found;
}

std::optional<Ref> Names::OnlyBare(std::string_view field, const WrittenName& name,
                                   bool& told) const {
  const std::vector<Ref> found = Bare(field);
  if (found.empty()) return std::nullopt;
  if (found.size() == 1) return found.front();
  told = true;
  const std::string_view grain = name.text.substr(field.size());  // ".month", or nothing
  std::vector<std::string> texts;
  std::string list;
  for (const Ref& ref : found) {
    texts.push_back(TextOf(ref) + std::string(grain));
    list += (list.empty() ? "\"" : ", \"") + texts.back() + "\"";
  }
  if (texts.size() > kCandidatesMax) texts.resize(kCandidatesMax);
  problems_.Add(ErrorCode::kAmbiguousField, name.span,
                Quoted(name.text) + " is in several tables of the flow \"" + flow_.name + "\"",
                "write one of " + list, std::move(texts));
  return std::nullopt;
}

std::optional<Field> Names::Finish(Ref ref, std::string_view field_word, const WrittenName& name,
                                   Wanted wanted) const {
  const model::FieldView view = model::ViewOf(model_, flow_, ref);
  Field field{ref, view.type, view.dimension, view.measure};
  if (!Takes(wanted, KindOf(field))) {
    AddWrongSort(field, name);
    return std::nullopt;
  }
  const auto& refusal =
      field.dimension != nullptr ? field.dimension->refusal : field.measure->refusal;
  if (refusal) {
    problems_.Add(refusal->code, name.span,
                  (field.measure != nullptr ? "measure " : "dimension ") + Quoted(name.text) +
                      " cannot be asked in this version: " + refusal->reason);
    return std::nullopt;
  }
  if (!field_word.empty() && !name.grain.empty()) {
    AddBadTimeField(name, Quoted(name.text) + " already names a grain", "leave out \"grain\"");
    return std::nullopt;
  }
  const std::string_view word = name.grain.empty() ? field_word : name.grain;
  if (!word.empty() && !SetTimeField(field, word, name)) return std::nullopt;
  return field;
}

void Names::AddWrongSort(const Field& field, const WrittenName& name) const {
  const bool measure = KindOf(field) == MemberKind::kMeasure;
  problems_.Add(ErrorCode::kWrongFieldKind, name.span,
                Quoted(name.text) +
                    (measure ? " is a measure, not a dimension" : " is a dimension, not a measure"),
                measure
                    ? "ask it in \"measures\""
                    : "ask it in \"dimensions\", or aggregate it: {\"agg\": \"max\", \"field\": " +
                          Quoted(name.text) + ", \"as\": \"...\"}");
}

bool Names::SetTimeField(Field& field, std::string_view word, const WrittenName& name) const {
  const auto parsed = time::ParseTimeField(word);
  if (!parsed) {
    if (IsCalendarGrain(model_, word)) {
      problems_.Add(ErrorCode::kCalendarGrain, name.span,
                    Quoted(word) + " is a grain of a calendar, which this version does not answer",
                    "use a standard grain: week, month, quarter, year, ...");
      return false;
    }
    const std::vector<std::string> candidates = ClosestNames(word, TimeFieldWords());
    AddBadTimeField(name, Quoted(word) + " is no grain or part of a time",
                    candidates.empty() ? "grains are second, minute, hour, day, week, month, "
                                         "quarter and year; parts are hour_of_day, day_of_week, ..."
                                       : DidYouMean(candidates));
    return false;
  }
  if (!CheckTimeField(field, *parsed, name)) return false;
  field.ref.field = *parsed;
  if (parsed->kind == TimeField::Kind::kPart) field.type = {.kind = TypeKind::kInteger};
  return true;
}

bool Names::CheckTimeField(const Field& field, TimeField part, const WrittenName& name) const {
  const auto subject = [&] { return Quoted(TextOf(field.ref)); };
  if (field.measure != nullptr) {
    AddBadTimeField(name, subject() + " is a measure, and only times have grains and parts",
                    "ask the grain of a dimension");
    return false;
  }
  switch (field.type.kind) {
    case TypeKind::kUnknown:
      AddTypeNeeded(field.ref, name.span, "a grain or part depends on it");
      return false;
    case TypeKind::kDate:
    case TypeKind::kTimestamp:
    case TypeKind::kTimestamptz:
      break;
    default:
      AddBadTimeField(name,
                      subject() + " is " + ToString(field.type) +
                          ", and only dates and timestamps have grains and parts",
                      "");
      return false;
  }
  const Grain needed = FinestOf(part);
  if (field.type.kind == TypeKind::kDate && needed < Grain::kDay) {
    AddBadTimeField(name, subject() + " is a date, which has no " + std::string(WordOf(part)),
                    "the finest grain of a date is day");
    return false;
  }
  if (field.ref.kind != RefKind::kDimension) return true;
  const model::Table& table = model_.tables[flow_.aliases[field.ref.alias].table];
  if (table.time_dimension == field.ref.index && table.smallest_time_grain &&
      needed < *table.smallest_time_grain) {
    AddBadTimeField(name,
                    subject() + " has no " + std::string(WordOf(part)) +
                        ": the smallest_time_grain of the table \"" + table.name + "\" is " +
                        std::string(GrainName(*table.smallest_time_grain)),
                    "ask a coarser grain");
    return false;
  }
  return true;
}

void Names::AddBadTimeField(const WrittenName& name, std::string message, std::string help) const {
  const Span at = name.grain.empty() ? name.span : name.grain_span;
  problems_.Add(ErrorCode::kBadTimeField, at, std::move(message), std::move(help));
}

void Names::AddTypeNeeded(const Ref& ref, Span at, std::string_view why) const {
  const std::string text = TextOf({ref.kind, ref.alias, ref.index, {}});
  const model::FieldView view = model::ViewOf(model_, flow_, ref);
  const std::string& member = view.dimension != nullptr ? view.dimension->name : view.measure->name;
  std::string where = flow_.file;
  if (ref.alias != expr::kSelf && ref.kind != RefKind::kFlowDimension)
    where = model_.tables[flow_.aliases[ref.alias].table].file;
  problems_.Add(ErrorCode::kTypeNeeded, at,
                "the type of " + Quoted(text) + " is not known, and " + std::string(why),
                "add `type: date`, `timestamp` or `timestamptz` to \"" + member + "\"" +
                    (where.empty() ? "" : " in " + where) +
                    ", or let `semaflow check --data` write schema.json");
}

std::optional<AliasIndex> Names::FindAlias(std::string_view name, Span at,
                                           std::string_view what) const {
  if (const auto found = AliasOf(name)) return found;
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < flow_.table_count(); ++i) names.push_back(flow_.aliases[i].name);
  std::vector<std::string> candidates = ClosestNames(name, names);
  std::string help = DidYouMean(candidates);
  if (help.empty()) {
    for (const std::string_view alias : names) {
      help += help.empty() ? "the aliases are " : ", ";
      help += alias;
    }
  }
  problems_.Add(ErrorCode::kUnknownField, at,
                std::string(what) + " names an unknown alias " + Quoted(name), std::move(help),
                std::move(candidates));
  return std::nullopt;
}

std::string Names::TextOf(const Ref& ref) const {
  const model::FieldView view = model::ViewOf(model_, flow_, ref);
  const bool of_flow = ref.alias == expr::kSelf || ref.kind == RefKind::kFlowDimension;
  std::string text = of_flow ? "" : flow_.aliases[ref.alias].text() + ".";
  text += view.dimension != nullptr ? view.dimension->name : view.measure->name;
  if (ref.field.kind != TimeField::Kind::kNone) {
    text += '.';
    text += WordOf(ref.field);
  }
  return text;
}

bool Names::AddLacking(const Split& split, const WrittenName& name, Wanted wanted) const {
  const auto& [parts, count] = split;
  const auto tell = [&](AliasIndex alias, std::string_view field) {
    const model::Table& table = model_.tables[flow_.aliases[alias].table];
    const auto member = table.members.find(field);
    if (member == table.members.end() || !Takes(wanted, member->second.kind)) return false;
    const std::string lacking = model::AliasLacking(model_, words(), alias, member->second);
    if (lacking.empty()) return false;
    problems_.Add(ErrorCode::kUnknownField, name.span,
                  "the flow " + Quoted(flow_.name) + " has no " + std::string(SortText(wanted)) +
                      " " + Quoted(name.text) + ": the table " + Quoted(table.name) +
                      " has it, but it needs the alias " + Quoted(lacking) +
                      ", which the flow does not have",
                  "ask a flow that has " + Quoted(lacking) + ", or add it to " +
                      (flow_.file.empty() ? "this one" : flow_.file));
    return true;
  };
  if (count >= 2) {
    if (const auto alias = AliasOf(parts[0])) return tell(*alias, parts[1]);
  }
  for (std::size_t i = 0; i < flow_.table_count(); ++i) {
    if (tell(static_cast<AliasIndex>(i), parts[0])) return true;
  }
  return false;
}

void Names::AddUnknown(const Split& split, const WrittenName& name, Wanted wanted) const {
  if (AddLacking(split, name, wanted)) return;
  std::vector<std::string> candidates;
  if (!problems_.full()) candidates = Nearest(split, wanted);
  std::string help = DidYouMean(candidates);
  if (help.empty() && split.count >= 2 && !words().alias_names.contains(split.parts[0])) {
    for (std::size_t i = 0; i < flow_.table_count(); ++i) {
      const model::Alias& alias = flow_.aliases[i];
      help += (help.empty() ? "the aliases of the flow are \"" : ", \"") + alias.name + "\"";
    }
  }
  if (problems_.may_be_text()) {
    help = "a text stands in single quotes: " + InQuotes(name.text, '\'');
  }
  problems_.Add(ErrorCode::kUnknownField, name.span,
                "the flow \"" + flow_.name + "\" has no " + std::string(SortText(wanted)) + " " +
                    Quoted(name.text),
                std::move(help), std::move(candidates));
}

/// Names to choose from: what is compared, and how it is written in a request.
struct Choice {
  std::string_view field;
  std::string written;
};

std::vector<std::string> Names::Nearest(const Split& split, Wanted wanted) const {
  const auto& [parts, count] = split;
  const bool bare = count == 1 || (count == 2 && !words().alias_names.contains(parts[0]) &&
                                   time::ParseTimeField(parts[1]));
  std::string grain;
  if (count == 3 || (bare && count == 2)) grain = "." + std::string(parts[count - 1]);

  std::vector<Choice> choices;
  for (std::size_t i = 0; i < flow_.table_count(); ++i) {
    const model::Alias& alias = flow_.aliases[i];
    const model::Table& table = model_.tables[alias.table];
    for (const auto& [field, member] : table.members) {
      if (!Takes(wanted, member.kind) ||
          PresentationOf(table.dimensions, table.measures, member).hidden ||
          !model::ExistsIn(flow_, static_cast<AliasIndex>(i), member.kind, member.index, table)) {
        continue;
      }
      choices.push_back({field, alias.name + "." + field});
    }
  }
  for (const auto& [field, member] : words().members) {
    if (Takes(wanted, member.kind) &&
        !PresentationOf(flow_.dimensions, flow_.measures, member).hidden) {
      choices.push_back({field, field});
    }
  }
  // Hash maps have no order of their own; answers have.
  std::sort(choices.begin(), choices.end(),
            [](const Choice& a, const Choice& b) { return a.written < b.written; });

  std::vector<std::string_view> names;
  for (const Choice& choice : choices) names.push_back(bare ? choice.field : choice.written);
  const std::string written =
      bare ? std::string(parts[0]) : std::string(parts[0]) + "." + std::string(parts[1]);
  std::vector<std::string> found;
  for (const std::string& nearest : ClosestNames(written, names)) {
    for (std::size_t i = 0; i < choices.size() && found.size() < kCandidatesMax; ++i) {
      if (names[i] == nearest) found.push_back(choices[i].written + grain);
    }
  }
  if (!found.empty() || bare) return found;
  // The right field below a wrong alias, or the name of a table in place of its alias.
  for (const Choice& choice : choices) {
    if (choice.field == parts[1] && found.size() < kCandidatesMax) {
      found.push_back(choice.written + grain);
    }
  }
  return found;
}

}  // namespace semaflow::request
