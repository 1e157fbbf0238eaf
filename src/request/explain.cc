#include "request/explain.h"

#include <utility>

#include "expr/parse.h"
#include "expr/visit.h"
#include "model/path_names.h"
#include "model/per_row.h"
#include "request/names.h"
#include "time/grain.h"

namespace semaflow::request {

namespace {

using expr::Expr;
using expr::Name;
using expr::Ref;
using expr::RefKind;

/// The words of a reference, as a request writes them.
Name NameOf(const ResolvedQuery& query, const Ref& ref) {
  Name name;
  const model::Flow& flow = *query.flow;
  if (ref.kind == RefKind::kPerRow) {
    name = NameOf(query, model::MeasurePerRow(ref));
    name.parts.push_back("per");
    if (ref.alias != expr::kAllRows) model::AppendWords(flow.aliases[ref.per].text(), name.parts);
    return name;
  }
  if (ref.alias != expr::kSelf && ref.kind != RefKind::kFlowDimension)
    model::AppendWords(flow.aliases[ref.alias].text(), name.parts);
  if (ref.kind == RefKind::kRows) {
    name.parts.push_back("*");
    return name;
  }
  const model::FieldView view = model::ViewOf(*query.model, flow, ref);
  name.parts.push_back(view.dimension != nullptr ? view.dimension->name : view.measure->name);
  switch (ref.field.kind) {
    case time::TimeField::Kind::kNone:
      break;
    case time::TimeField::Kind::kGrain:
      name.parts.emplace_back(time::GrainName(ref.field.grain));
      break;
    case time::TimeField::Kind::kPart:
      name.parts.emplace_back(time::PartName(ref.field.part));
      break;
  }
  return name;
}

std::string TextOf(const ResolvedQuery& query, Expr expr) {
  expr::RewriteNodes(expr, [&](Expr& node) {
    if (const Ref* ref = expr::As<Ref>(node)) node.node = NameOf(query, *ref);
  });
  return expr::Print(expr);
}

void AddColumn(std::string& out, const ResolvedQuery& query, std::string_view sort,
               const ResolvedColumn& column) {
  out += sort;
  out += ' ' + column.name + ": " + ToString(column.type) + " = ";
  out += TextOf(query, column.value) + '\n';
}

void AddOrder(std::string& out, const ResolvedQuery& query, const ResolvedOrder& order) {
  const std::size_t dimensions = query.dimensions.size();
  out += "order: ";
  if (order.column == ResolvedOrder::kNotSelected) {
    out += TextOf(query, order.value);
  } else {
    out += order.column < dimensions ? query.dimensions[order.column].name
                                     : query.measures[order.column - dimensions].name;
  }
  out += order.descending ? " desc" : " asc";
  out += order.nulls_first ? " nulls first\n" : "\n";
}

}  // namespace

std::string Explain(const ResolvedQuery& query) {
  std::string out = "flow: " + query.flow->name + '\n';
  for (const ResolvedColumn& column : query.dimensions) AddColumn(out, query, "dimension", column);
  for (const ResolvedColumn& column : query.measures) AddColumn(out, query, "measure", column);
  for (const Expr& filter : query.filters) out += "filter: " + TextOf(query, filter) + '\n';
  for (const ResolvedRange& range : query.ranges) {
    out += "range: " + range.field + " " + range.words + " = [" + range.start + ", " + range.end +
           ")\n";
  }
  for (const ResolvedOrder& order : query.order) AddOrder(out, query, order);
  if (query.limit) out += "limit: " + std::to_string(*query.limit) + '\n';
  if (query.offset) out += "offset: " + std::to_string(*query.offset) + '\n';
  if (query.page && query.page->size > 0) {
    out += "page: " + std::to_string(query.page->size) + " rows";
    out += query.page->after ? ", after a cursor\n" : "\n";
  }
  if (query.page && query.page->total_rows) out += "total rows\n";
  if (query.ungrouped) out += "rows of: " + query.flow->aliases[query.of].name + '\n';
  out += "time zone: " + std::string(query.zone->name()) + '\n';
  if (query.wide_numbers_as_text) out += "wide numbers: string\n";
  return out;
}

}  // namespace semaflow::request
