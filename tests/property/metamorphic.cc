#include "tests/property/metamorphic.h"

#include <algorithm>

#include "expr/visit.h"
#include "model/join_reach.h"
#include "request/request.h"
#include "tests/property/expressions.h"

namespace semaflow::property {
namespace {

using expr::As;
using nlohmann::json;

json Without(json request, std::initializer_list<const char*> keys) {
  for (const char* key : keys) request.erase(key);
  return request;
}

json Plain(const json& request) { return Without(request, {"order", "limit", "offset"}); }

void Shuffle(RandomSource& random, json& list) {
  for (std::size_t i = list.size(); i > 1; --i) {
    std::swap(list[i - 1], list[static_cast<std::size_t>(random.Below(static_cast<int>(i)))]);
  }
}

// The alias whose rows a measure adds up or counts, with no fill; kSelf: it is something else.
AliasIndex HomeOfSum(const model::Model& model, const model::Flow& flow, const expr::Expr& measure,
                     AliasIndex self) {
  if (const auto* filtered = As<expr::Filtered>(measure)) {
    return HomeOfSum(model, flow, *filtered->measure, self);
  }
  if (const auto* aggregate = As<expr::Aggregate>(measure)) {
    const bool adds = aggregate->function == expr::AggregateFunction::kSum ||
                      aggregate->function == expr::AggregateFunction::kCount;
    if (!adds) return expr::kSelf;
    return aggregate->details->home == expr::kSelf ? self : aggregate->details->home;
  }
  const auto* ref = As<expr::Ref>(measure);
  if (ref == nullptr) return expr::kSelf;
  expr::Ref bound = *ref;
  if (bound.alias == expr::kSelf) bound.alias = self;
  const model::FieldView view = model::ViewOf(model, flow, bound);
  if (view.measure == nullptr || view.measure->fill) return expr::kSelf;
  return HomeOfSum(model, flow, *view.expr, view.home);
}

// A measure's own filters may lie beyond joins that multiply: then a row is counted in one part and
// in the other, if it is asked about the same partner.
bool HasFilter(const model::Model& model, const model::Flow& flow, const expr::Expr& measure,
               AliasIndex self) {
  if (As<expr::Filtered>(measure) != nullptr) return true;
  if (const auto* aggregate = As<expr::Aggregate>(measure)) {
    return static_cast<bool>(aggregate->details->filter);
  }
  expr::Ref bound = *As<expr::Ref>(measure);
  if (bound.alias == expr::kSelf) bound.alias = self;
  const model::FieldView view = model::ViewOf(model, flow, bound);
  return HasFilter(model, flow, *view.expr, view.home);
}

}  // namespace

Variations::Variations(const ModelSpec& model, LoadedCase& loaded, std::uint64_t seed)
    : spec_(model), loaded_(loaded), random_(seed) {
  if (!model.is_graph) {
    LoadWithoutJoin();
    LoadOtherOuterJoin();
  }
  LoadReordered();
}

std::vector<std::string> Variations::Complaints(const json& request,
                                                std::map<std::string, int>& asked) {
  asked_ = &asked;
  complaints_.clear();
  if (!request.contains("ungrouped")) {
    AddMeasure(request);
    RemoveFilter(request);
    AskTotals(request);
    if (!spec_.is_graph) {  // Which paths are to-one, the flow of a graph does not tell.
      TakeTotal(request);
      SplitByCondition(request);
    }
  }
  Permute(request);
  ChangeModel(request);
  return std::move(complaints_);
}

std::optional<NamedRows> Variations::Answer(LoadedCase& loaded, const json& request) {
  auto resolved = ResolveAsked(loaded.Shared(), request);
  if (!resolved) return std::nullopt;
  const Planned planned = LoadedCase::Plan(
      {.query = std::move(*resolved), .expected = {}, .failure = {}, .seen = {}}, false);
  if (!planned.query) return std::nullopt;
  NamedRows answer;
  for (const ColumnInfo& column : planned.query->columns) {
    answer.columns.push_back(column.name);
    if (!column.is_measure) ++answer.dimensions;
  }
  bool engine_bug = false;
  answer.rows = loaded.RowsOf(*planned.query, engine_bug);
  return answer;
}

void Variations::Note(const char* property, const std::string& complaint) {
  ++(*asked_)[property];
  if (!complaint.empty()) complaints_.push_back(std::string(property) + ": " + complaint);
}

// "adding a measure never changes another measure's value"
void Variations::AddMeasure(const json& request) {
  if (!request.contains("measures")) return;
  const AliasSpec& alias = random_.Pick(spec_.aliases);
  // With it the time that the measures share may be of another type.
  if (request.dump().find("\"time") != std::string::npos) return;
  const std::string name =
      alias.alias + "." + random_.Pick(spec_.tables[alias.table].measures).name;
  const json before = Plain(request);
  json after = before;
  after["measures"].push_back(name);
  const auto few = Answer(loaded_, before);
  const auto more = Answer(loaded_, after);
  if (few && more) Note("a measure more", ValuesChanged(*few, *more));
}

// "a filter never adds a row". One on rows does change what a condition on measures finds.
void Variations::RemoveFilter(const json& request) {
  if (!request.contains("filters") || !request.contains("dimensions")) return;
  json few = Plain(request);
  const auto i =
      static_cast<std::size_t>(random_.Below(static_cast<int>(request["filters"].size())));
  const json removed = few["filters"][i];
  few["filters"].erase(i);
  json all = Plain(request);
  const bool of_groups = ReadsMeasures(request, removed);
  // What is asked of both may be split by the planner: a part of it would be on rows.
  if (of_groups && !removed.contains("field")) return;
  if (!of_groups) {
    for (const json& filter : few["filters"]) {
      if (ReadsMeasures(request, filter)) return;
    }
  }
  const auto with = Answer(loaded_, all);
  const auto without = Answer(loaded_, few);
  if (!with || !without) return;
  if (of_groups) {
    Note("a condition on groups", ValuesChanged(*with, *without));
  } else {
    Note("a filter more", GroupsBeyond(*with, *without));
  }
}

// "with only to-one paths, the groups of a sum or count add up to its total, orphans included"
void Variations::TakeTotal(const json& request) {
  if (!request.contains("measures") || !request.contains("dimensions")) return;
  json groups = Plain(request);
  json filters = json::array();
  for (const json& filter : request.value("filters", json::array())) {
    if (!ReadsMeasures(request, filter)) filters.push_back(filter);
  }
  groups["filters"] = std::move(filters);
  const std::vector<std::string> sums = PlainSums(groups, nullptr);
  if (sums.empty()) return;
  const auto by_group = Answer(loaded_, groups);
  const auto total = Answer(loaded_, Without(groups, {"dimensions"}));
  if (!by_group || !total) return;
  for (const std::string& sum : sums) Note("a total", TotalMissed(*by_group, *total, sum));
}

namespace {

// The rows of one total (0: the groups) of an answer whose last column tells them apart, by the
// dimensions at `kept` alone.
NamedRows PartOf(const NamedRows& answer, std::int64_t grouping, const std::set<std::size_t>& kept,
                 std::size_t dimensions) {
  NamedRows part;
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i + 1 < answer.columns.size(); ++i) {
    if (i < dimensions && !kept.contains(i)) continue;
    columns.push_back(i);
    part.columns.push_back(answer.columns[i]);
  }
  part.dimensions = kept.size();
  for (const Row& row : answer.rows) {
    if (std::get<Exact>(row.back()).digits != grouping) continue;
    Row& shown = part.rows.emplace_back();
    for (const std::size_t i : columns) shown.push_back(row[i]);
  }
  return part;
}

}  // namespace

// "totals equal a query without dimensions", and take nothing from the groups.
void Variations::AskTotals(const json& request) {
  if (!request.contains("measures") || !request.contains("dimensions")) return;
  const auto groups = Answer(loaded_, request);
  if (!groups) return;
  json fewer = Plain(request);
  fewer["filters"] = json::array();
  for (const json& filter : request.value("filters", json::array())) {
    // What is asked of groups alone is left out; what is asked of both is split by the planner.
    const bool of_groups = ReadsMeasures(request, filter);
    if (of_groups && !filter.contains("field")) return;
    if (!of_groups) fewer["filters"].push_back(filter);
  }
  std::set<std::size_t> all;
  std::set<std::size_t> kept;
  json names = json::array();
  fewer["dimensions"] = json::array();
  for (std::size_t i = 0; i < groups->dimensions; ++i) {
    all.insert(i);
    if (i == 0 || !random_.Chance(50)) continue;
    kept.insert(i);
    names.push_back(groups->columns[i]);
    fewer["dimensions"].push_back(request["dimensions"][i]);
  }
  // "share_of keeps those of its dimensions that are left"
  for (json& measure : fewer["measures"]) {
    if (!measure.contains("share_of")) continue;
    json left = json::array();
    for (const json& of : measure["share_of"]) {
      if (std::find(names.begin(), names.end(), of) != names.end()) left.push_back(of);
    }
    measure["share_of"] = std::move(left);
  }
  json with = request;
  with["totals"] = json::array({names});
  const auto both = Answer(loaded_, with);
  const auto total = Answer(loaded_, fewer);
  if (!both || !total) return;
  Note("totals", DifferenceOf(PartOf(*both, 0, all, all.size()), *groups, false) +
                     DifferenceOf(PartOf(*both, 1, kept, all.size()), *total, false));
}

// "a condition and its `not` add up to all"
void Variations::SplitByCondition(const json& request) {
  if (!request.contains("measures") || !request.contains("filters")) return;
  json all = Plain(request);
  const auto i =
      static_cast<std::size_t>(random_.Below(static_cast<int>(request["filters"].size())));
  const json condition = all["filters"][i];
  all["filters"].erase(i);
  if (!condition.is_object() || ReadsMeasures(request, condition)) return;
  for (const json& filter : all["filters"]) {
    if (ReadsMeasures(request, filter)) return;
  }
  const std::vector<std::string> sums = PlainSums(all, condition);
  if (sums.empty()) return;
  json some = all;
  json others = all;
  some["filters"].push_back(condition);
  others["filters"].push_back({{"not", condition}});
  const auto of_all = Answer(loaded_, all);
  const auto of_some = Answer(loaded_, some);
  const auto of_others = Answer(loaded_, others);
  if (!of_all || !of_some || !of_others) return;
  for (const std::string& sum : sums) {
    Note("p and not p", PartsMissed(*of_some, *of_others, *of_all, sum));
  }
}

// "changing the order of the request never changes another measure's value"
void Variations::Permute(const json& request) {
  const bool cuts = request.contains("limit") || request.contains("offset");
  json other = request;
  for (const char* list : {"dimensions", "measures", "filters"}) {
    // Rows are cut in the order of the dimensions.
    const bool stays = cuts && std::string_view(list) == "dimensions";
    if (request.contains(list) && !stays) Shuffle(random_, other[list]);
  }
  const auto one = Answer(loaded_, request);
  const auto two = Answer(loaded_, other);
  if (one && two) Note("the order of the request", DifferenceOf(*one, *two, false));
}

void Variations::ChangeModel(const json& request) {
  const auto same = Answer(loaded_, request);
  if (!same) return;
  const std::string text = request.dump();
  const auto mentions = [&](const std::string& name) {
    return text.find(name) != std::string::npos;
  };
  const bool ungrouped = request.contains("ungrouped");
  const bool ordered = !ungrouped && (request.contains("order") || request.contains("limit") ||
                                      request.contains("offset"));
  if (const auto other = Answer(*reordered_, request)) {
    Note("the order of the model", DifferenceOf(*same, *other, ordered));
  }
  if (without_join_ != nullptr && !mentions(unused_ + ".") && request.value("of", "") != unused_ &&
      std::none_of(lost_members_.begin(), lost_members_.end(), mentions)) {
    if (const auto other = Answer(*without_join_, request)) {
      Note("an unused join", DifferenceOf(*same, *other, ordered));
    }
  }
  if (as_left_ == nullptr || ungrouped) return;
  const auto full = Answer(loaded_, Plain(request));
  const auto left = Answer(*as_left_, Plain(request));
  if (full && left) Note("full and left", ValuesChanged(*left, *full));
}

bool Variations::ReadsMeasures(const json& request, const json& condition) const {
  json asked = Without(request, {"order", "limit", "offset"});
  asked["filters"] = json::array({condition});
  const auto resolved = ResolveAsked(loaded_.Shared(), asked);
  if (!resolved) return true;
  return std::any_of(resolved->filters.begin(), resolved->filters.end(), [](const auto& filter) {
    return expr::AnyNode(filter, [](const expr::Expr& node) {
      const auto* ref = As<expr::Ref>(node);
      return As<expr::Aggregate>(node) != nullptr ||
             (ref != nullptr &&
              (ref->kind == expr::RefKind::kMeasure || ref->kind == expr::RefKind::kFlowMeasure));
    });
  });
}

// The measures that add up: over groups, or (with a `condition`) over it and its complement.
std::vector<std::string> Variations::PlainSums(const json& request, const json& condition) const {
  json asked = request;
  if (!condition.is_null()) asked["filters"] = json::array({condition});
  const auto resolved = ResolveAsked(loaded_.Shared(), asked);
  if (!resolved) return {};
  const model::Model& model = loaded_.model();
  const model::Flow& flow = *resolved->flow;
  std::set<AliasIndex> read;
  const auto add = [&](const expr::Expr& expr) {
    AddAliases(model, flow, expr, expr::kSelf, read);
  };
  if (condition.is_null()) {
    for (const auto& dimension : resolved->dimensions) add(dimension.value);
  } else {
    for (const expr::Expr& filter : resolved->filters) add(filter);
  }
  std::vector<std::string> sums;
  for (const auto& measure : resolved->measures) {
    const AliasIndex home = HomeOfSum(model, flow, measure.value, expr::kSelf);
    if (home == expr::kSelf || HasFilter(model, flow, measure.value, expr::kSelf)) continue;
    const bool to_one = std::all_of(read.begin(), read.end(), [&](AliasIndex alias) {
      return model::ReachesToOne(flow, home, alias);
    });
    if (to_one) sums.push_back(measure.name);
  }
  return sums;
}

// --- Changed models.

namespace {

bool Mentions(const std::vector<MemberSpec>& members, const std::string& text) {
  return std::any_of(members.begin(), members.end(), [&](const MemberSpec& member) {
    return member.yaml.find(text) != std::string::npos;
  });
}

// Whether keys or members of tables name the alias, or another one hangs on it.
bool IsNeeded(const ModelSpec& model, std::size_t alias) {
  const std::string named = model.aliases[alias].alias + ".";
  for (const AliasSpec& other : model.aliases) {
    if (&other != &model.aliases.front() && other.parent == alias) return true;
    for (const auto& [left, right] : other.keys) {
      if (left.find(named) != std::string::npos) return true;
    }
  }
  return std::any_of(model.tables.begin(), model.tables.end(), [&](const TableSpec& table) {
    return Mentions(table.dimensions, named) || Mentions(table.measures, named);
  });
}

template <typename T>
void ShuffleList(RandomSource& random, std::vector<T>& list, std::size_t first = 0) {
  for (std::size_t i = list.size(); i > first + 1; --i) {
    std::swap(list[i - 1], list[static_cast<std::size_t>(
                               random.Between(static_cast<int>(first), static_cast<int>(i) - 1))]);
  }
}

}  // namespace

// "an unused join never changes anything, unless it is inner or right"
void Variations::LoadWithoutJoin() {
  for (std::size_t i = spec_.aliases.size(); i-- > 1;) {
    const AliasSpec& join = spec_.aliases[i];
    const bool keeps_rows = join.join_type == "left" || join.join_type == "full";
    if (!keeps_rows || IsNeeded(spec_, i)) continue;
    ModelSpec model = spec_;
    unused_ = join.alias;
    model.aliases.erase(model.aliases.begin() + static_cast<std::ptrdiff_t>(i));
    for (AliasSpec& alias : model.aliases) alias.parent -= alias.parent > i ? 1 : 0;
    RemoveUnusedTables(model);
    for (auto* members : {&model.flow_dimensions, &model.flow_measures}) {
      std::erase_if(*members, [&](const MemberSpec& member) {
        if (member.yaml.find(unused_ + ".") == std::string::npos) return false;
        lost_members_.push_back(member.name);
        return true;
      });
    }
    without_join_ = std::make_unique<LoadedCase>(model, loaded_);
    return;
  }
}

// "`full` and `left` give a measure the same values"
void Variations::LoadOtherOuterJoin() {
  for (std::size_t i = 1; i < spec_.aliases.size(); ++i) {
    if (spec_.aliases[i].join_type != "full") continue;
    ModelSpec model = spec_;
    model.aliases[i].join_type = "left";
    as_left_ = std::make_unique<LoadedCase>(model, loaded_);
    return;
  }
}

// "a model written twice in another order answers the same": files, joins, columns and members.
void Variations::LoadReordered() {
  ModelSpec model = spec_;
  for (TableSpec& table : model.tables) {
    table.file = std::string(1, static_cast<char>('a' + random_.Below(26))) + "_" + table.name;
    ShuffleList(random_, table.dimensions);
    ShuffleList(random_, table.measures);
  }
  ShuffleList(random_, model.flow_dimensions);
  ShuffleList(random_, model.flow_measures);
  ShuffleList(random_, model.aliases, model.is_graph ? 0 : 1);
  const auto place = [&](std::size_t before) {
    return AliasNamed(model, spec_.aliases[before].alias);
  };
  for (AliasSpec& alias : model.aliases) alias.parent = place(alias.parent);
  for (LinkSpec& link : model.links) {
    link.from = place(link.from);
    link.to = place(link.to);
  }
  ShuffleList(random_, model.links);
  reordered_ = std::make_unique<LoadedCase>(model, loaded_);
}

}  // namespace semaflow::property
