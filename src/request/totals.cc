#include "request/totals.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/closest.h"
#include "request/object_reader.h"

namespace semaflow::request {
namespace {

class TotalsReader {
 public:
  TotalsReader(ResolveState& state, ResolvedQuery& query) : state_(state), query_(query) {}

  void Add(const JsonNode& item) {
    if (item.kind != JsonKind::kList) {
      AddWrongKind(item, "a total", kList, state_.problems);
      return;
    }
    NodeVector<std::uint32_t> kept;
    for (const JsonNode& name : state_.tree.Children(item)) {
      if (name.kind != JsonKind::kText) {
        AddWrongKind(name, "a dimension of a total", kText, state_.problems);
        return;
      }
      if (!AddName(name, kept)) return;
    }
    if (kept.size() == query_.dimensions.size()) {
      Refuse(item.span, "a total keeps all dimensions of the request, so it is no total",
             "leave some of them out: [] is the total over all rows");
      return;
    }
    std::sort(kept.begin(), kept.end());
    if (std::find(query_.totals.begin(), query_.totals.end(), kept) != query_.totals.end()) {
      Refuse(item.span, "the request asks the same total twice", "leave out one of them");
      return;
    }
    query_.totals.push_back(std::move(kept));
  }

 private:
  void Refuse(Span at, std::string message, std::string help) {
    state_.problems.Add(ErrorCode::kBadCombination, at, std::move(message), std::move(help));
  }

  // False: told.
  bool AddName(const JsonNode& name, NodeVector<std::uint32_t>& kept) {
    for (std::uint32_t i = 0; i < query_.dimensions.size(); ++i) {
      if (query_.dimensions[i].name != name.text) continue;
      if (std::find(kept.begin(), kept.end(), i) != kept.end()) {
        Refuse(name.span, "the total names " + Quoted(name.text) + " twice",
               "leave out one of them");
        return false;
      }
      kept.push_back(i);
      return true;
    }
    std::vector<std::string_view> names;
    for (const ResolvedColumn& dimension : query_.dimensions) names.push_back(dimension.name);
    std::vector<std::string> candidates = ClosestNames(name.text, names);
    std::string help = DidYouMean(candidates);
    if (help.empty()) help = "a total keeps some of the \"dimensions\", by the names asked";
    state_.problems.Add(
        ErrorCode::kUnknownField, name.span,
        "the total names " + Quoted(name.text) + ", which is no dimension of the request",
        std::move(help), std::move(candidates));
    return false;
  }

  ResolveState& state_;
  ResolvedQuery& query_;
};

}  // namespace

void ReadTotals(ResolveState& state, const JsonNode& list, ResolvedQuery& query) {
  TotalsReader reader(state, query);
  for (const JsonNode& item : state.tree.Children(list)) reader.Add(item);
  for (const auto* columns : {&query.dimensions, &query.measures}) {
    for (const ResolvedColumn& column : *columns) {
      if (column.name != kGroupingName) continue;
      state.problems.Add(ErrorCode::kDuplicateColumn, list.span,
                         "totals add a column " + Quoted(kGroupingName) +
                             " to the answer, which has one of that name",
                         "give it another \"as\"");
    }
  }
}

}  // namespace semaflow::request
