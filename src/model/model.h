// The validated model: immutable, shared by threads through std::shared_ptr<const Model>.
// Everything a query needs is found by position or by one hash lookup; names are bound
// (expr::Ref), keys and cardinalities are known, and every expression is checked.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/box.h"
#include "base/string_map.h"
#include "expr/expr.h"
#include "expr/typing.h"
#include "semaflow/error.h"
#include "semaflow/model.h"
#include "semaflow/types.h"
#include "time/grain.h"
#include "time/zone.h"

namespace semaflow::model {

using expr::AliasIndex;
using expr::kSelf;
using TableIndex = std::uint32_t;
using MemberIndex = std::uint32_t;
inline constexpr std::uint32_t kNone = 0xffffffff;

/// What listings show of a member.
struct Presentation {
  std::string label;
  std::string description;
  std::string unit;
  std::string format;     ///< d3-format text: "$,.2f"
  std::string meta_json;  ///< `meta:` as JSON; "" for none.
  bool hidden = false;
};

/// Where the rows of a table are.
struct Source {
  enum class Kind : std::uint8_t { kTable, kSql, kFile };
  Kind kind = Kind::kTable;
  std::vector<std::string> table_name;  ///< kTable: {"schema", "table"} or {"table"}.
  std::string sql;                      ///< kSql: one SELECT.
  std::string file;                     ///< kFile: absolute path or glob, inside the file roots.
};

/// A column that the model names, or that the schema lists. Refs of kColumn point here.
struct Column {
  std::string name;
  DataType type;              ///< kUnknown when neither the model nor the schema says.
  bool not_null = false;      ///< The schema says so, or it is part of the primary key.
  bool told = false;          ///< A member's `type:` says the type, and no schema confirms it.
  bool cast_to_text = false;  ///< See ColumnSchema.
};

/// Why a query that uses a member is refused in this version, and by which code.
struct Refusal {
  ErrorCode code;
  std::string reason;
};

/// What a dimension that is a measure adds to its `expr` (the measure). Kept for its issue.
struct PerRole {
  std::string role;  ///< "" when not given.
  bool all = false;  ///< `per: []`: over all rows.
};

struct Dimension {
  std::string name;
  expr::Expr expr;  ///< Bound; kSelf and, in `needs_flow` members, see Flow::bound.
  DataType type;    ///< Of its values: with `stored_in` they are instants.
  bool not_null = false;
  bool null_on_null = true;  ///< See expr::IsNullOnNull.
  bool needs_flow = false;   ///< Names aliases: use Flow::Bound... of the flow instead of `expr`.
  bool is_column = false;    ///< `expr` is one Ref to a column.
  std::string stored_in;     ///< A zone: a timestamp that is an instant of it ("UTC"), else "".
  std::string collation;
  std::optional<Refusal> refusal;  ///< `measure:`/`per:` dimensions.
  Box<PerRole> per;
  Presentation presentation;
};

/// A length of time as written: "7 days".
struct Duration {
  std::int64_t count = 0;
  time::Grain unit = time::Grain::kDay;
  friend bool operator==(const Duration&, const Duration&) = default;
};

/// `over:`: only the last (or first) rows of a time count.
struct Over {
  MemberIndex time = kNone;  ///< A dimension of the measure's table.
  bool first = false;
  std::vector<MemberIndex> per;
};

/// `conversion:`; measures and dimensions by the names as written.
struct Conversion {
  std::string base;
  std::string event;
  std::string by;
  Duration within;
  std::vector<std::string> same;
  bool give_count = false;  ///< Else the rate.
};

/// The keys of DESIGN section 2.5 beyond `filter`, `share_of` and `fill`. Checked and kept for
/// their issue; a measure that has them carries a refusal.
struct MeasureSteps {
  std::optional<Over> over;
  std::optional<Duration> rolling;
  bool rolling_unbounded = false;
  std::optional<time::Grain> to_date;
  bool at_start = false;
  std::string period_take;  ///< "first", "last", "average" or "".
  std::optional<Duration> offset;
  std::optional<time::Grain> offset_to;
  std::optional<Conversion> conversion;
  bool without_time_total = false;
};

struct Measure {
  std::string name;
  /// Bound: Aggregates and Refs to measures combined by scalar expressions. `{expr, agg, filter}`
  /// is one Aggregate with its filter; `formula:` is the formula.
  expr::Expr expr;
  DataType type;
  bool needs_flow = false;
  bool is_formula = false;
  bool additive = true;              ///< Sums and counts, for "additive" of answers.
  bool sparse = false;               ///< Only groups where a row passes its filter.
  bool dense = false;                ///< Kept for missing periods.
  std::optional<Value> fill;         ///< Replaces NULL; `Null{}` is `fill: null`.
  MemberIndex time = kNone;          ///< `time:`, a dimension of its table.
  std::optional<time::Grain> grain;  ///< `grain:`
  std::optional<Refusal> refusal;    ///< `of:` with windows, offsets, conversions.
  bool dense_periods = false;        ///< `dense: periods`.
  Box<MeasureSteps> steps;
  Presentation presentation;
};

enum class MemberKind : std::uint8_t { kDimension, kMeasure };
struct Member {
  MemberKind kind;
  MemberIndex index;
};

struct Table {
  std::string name;
  std::string data_source;
  Source source;
  std::string description;
  std::vector<Column> columns;
  std::vector<std::uint32_t> primary_key;               ///< Column positions; may be empty.
  std::vector<std::vector<std::uint32_t>> unique_keys;  ///< Without the primary key.
  std::int64_t rows = 0;  ///< About how many (schema.json); 0: not known.
  std::vector<Dimension> dimensions;
  std::vector<Measure> measures;
  StringMap<Member> members;  ///< Dimensions and measures share one namespace.
  MemberIndex time_dimension = kNone;
  std::optional<time::Grain> smallest_time_grain;
  bool schema_known = false;  ///< `columns` is the whole schema, not only what the model names.
  std::string file;           ///< Where it was defined, for messages: "tables/orders.yaml".
  std::optional<Refusal> refusal;    ///< `valid:` joins that hold for a time.
  std::uint32_t valid_from = kNone;  ///< Columns of `valid:`.
  std::uint32_t valid_to = kNone;
};

/// The columns that tell the rows of a table apart: its primary key, else a unique key whose
/// columns are never NULL; nullptr: it has none.
const std::vector<std::uint32_t>* KeyOf(const Table& table);

enum class JoinType : std::uint8_t { kLeft, kInner, kRight, kFull };
enum class Cardinality : std::uint8_t { kManyToOne, kOneToOne, kOneToMany, kManyToMany };
std::string_view JoinTypeName(JoinType type);     ///< "left"
std::string_view CardinalityName(Cardinality c);  ///< "many_to_one"

struct JoinKey {
  expr::Expr left;   ///< Bound to an earlier alias (usually the parent).
  expr::Expr right;  ///< Bound to the joined alias.
};

/// One table in the tree of a flow.
struct Alias {
  std::string name;
  TableIndex table = 0;
  AliasIndex parent = kSelf;  ///< kSelf for the base.
  JoinType join_type = JoinType::kLeft;
  Cardinality cardinality = Cardinality::kManyToOne;  ///< From the parent to this alias.
  bool cardinality_declared = false;
  std::vector<JoinKey> keys;
  std::string join_label;  ///< The key of the join in the file, for messages.
  std::vector<AliasIndex> children;
  std::optional<Refusal> refusal;  ///< `asof:`, `at:` joins.
  std::string at;                  ///< `at:` of the join or of its `asof:`, as written.
  std::uint32_t asof_column = kNone;
  /// The time of its measures that name none: of the flow's `times`, else of its table. A
  /// dimension; `alias` kSelf: they have none.
  expr::Ref time;
  // Of a graph (model/graph_paths.h):
  std::string path;            ///< As a request writes it, "order.buyer"; "": as `name`.
  AliasIndex node = kSelf;     ///< The table of the graph that it stands for.
  std::uint32_t link = kNone;  ///< By which it is reached from `parent`,
  bool backwards = false;      ///< walked from its `to`.

  /// For people.
  const std::string& text() const { return path.empty() ? name : path; }
};

/// A link of a graph flow: a left join from the rows of `from`, and one from those of `to`.
struct Link {
  AliasIndex from = 0;
  AliasIndex to = 0;
  std::string role;  ///< `as`, else the target's alias.
  Cardinality cardinality = Cardinality::kManyToOne;
  std::vector<JoinKey> keys;  ///< Of `from` on the left, of `to` on the right.
  bool cardinality_declared = false;
  std::optional<Refusal> refusal;  ///< As in Alias.
  std::string at;
  std::uint32_t asof_column = kNone;
};

/// One link, walked from its `from` to its `to` or backwards.
struct GraphStep {
  std::uint32_t link = 0;
  bool backwards = false;
  friend bool operator==(const GraphStep&, const GraphStep&) = default;
};

/// A measure or dimension of one table, bound in one flow because it names aliases.
struct BoundMember {
  AliasIndex alias;
  MemberKind kind;
  MemberIndex index;
  expr::Expr expr;
  DataType type;
};

/// By which alias of a flow a dimension that is a measure groups it: the role that it names.
struct PerAlias {
  TableIndex table;
  std::string dimension;
  AliasIndex alias;
};

/// What the shared time may be, in the order of Flow::shared.
inline constexpr TypeKind kSharedTimes[] = {TypeKind::kDate, TypeKind::kTimestamp,
                                            TypeKind::kTimestamptz};

struct Flow {
  enum class Kind : std::uint8_t { kTree, kGraph };
  Kind kind = Kind::kTree;
  std::string name;
  std::string description;
  std::string data_source;
  /// kTree: parents before children, the base first. kGraph: its tables, then the paths from them
  /// that members name.
  std::vector<Alias> aliases;
  AliasIndex nodes = 0;  ///< kGraph: how many of `aliases` are its tables.
  /// How many of `aliases` are listed, and names may begin with.
  std::size_t table_count() const { return kind == Kind::kGraph ? nodes : aliases.size(); }
  bool only_left_joins = true;  ///< So every row is in the flow, and no other brings groups.
  std::vector<Link> links;      ///< kGraph only.
  std::vector<std::vector<GraphStep>> steps;  ///< kGraph: from each of its tables.
  std::vector<Dimension> dimensions;          ///< Flow-level; `home` of each in `dimension_homes`.
  std::vector<Measure> measures;              ///< Flow-level; asked by bare name.
  std::vector<AliasIndex> dimension_homes;
  StringMap<Member> members;  ///< Flow-level members by bare name.
  StringMap<AliasIndex> alias_names;
  std::vector<BoundMember> bound;  ///< Sorted by (alias, kind, index).
  std::vector<PerAlias> per_aliases;
  /// kGraph: `dimensions` at the ends of paths, other than their homes.
  std::vector<BoundMember> moved;
  std::string time_name = "time";
  /// The shared time, as a date, a timestamp and a timestamptz: which one it is, the measures of a
  /// query decide (kSharedTimes).
  std::vector<Dimension> shared;
  std::string file;
};

struct Calendar {
  std::string name;
  std::string data_source;
  Source source;
  std::string column;
  std::optional<time::Grain> grain;
  std::vector<std::pair<std::string, std::string>> grains;  ///< name, column
};

class Model {
 public:
  std::vector<Table> tables;
  std::vector<Flow> flows;
  std::vector<Calendar> calendars;
  time::CalendarSettings settings;
  const time::Zone* zone = time::Utc();  ///< `time_zone:` of model.yaml.
  std::string root;                      ///< The folder, as given; "" for models from code.
  std::vector<ModelText> texts;          ///< Of a model from code.
  std::uint64_t hash = 0;                ///< Of everything that shapes an answer.
  StringMap<TableIndex> table_names;
  StringMap<std::uint32_t> flow_names;

  const Flow* FindFlow(std::string_view name) const;
  const Table* FindTable(std::string_view name) const;
};

/// The binding of a member that names aliases; nullptr where this flow lacks one of them.
const BoundMember* FindBound(const Flow& flow, AliasIndex alias, MemberKind kind,
                             MemberIndex index);
/// Keeps `bound` where it is looked for.
void InsertBound(Flow& flow, BoundMember bound);
/// Dimension `index` of a graph flow itself as it is at `alias`; nullptr: at its home.
const BoundMember* FindMoved(const Flow& flow, AliasIndex alias, MemberIndex index);

/// Whether a member of `table`, which `alias` stands for, exists in `flow`: always, unless it names
/// aliases that the flow does not have.
bool ExistsIn(const Flow& flow, AliasIndex alias, MemberKind kind, MemberIndex index,
              const Table& table);

/// The alias, or in a graph the role, for whose lack a member of the table of `alias` does not
/// exist in `flow`; "" where it exists, or where nobody can say.
std::string AliasLacking(const Model& model, const Flow& flow, AliasIndex alias,
                         const Member& member);

/// The dimension or measure that a Ref names (never a column, rows or kSelf), with the expression
/// that holds in `flow`. `home` is what kSelf means inside that expression.
struct FieldView {
  const expr::Expr* expr = nullptr;
  const Dimension* dimension = nullptr;  ///< Or
  const Measure* measure = nullptr;
  AliasIndex home = kSelf;
  DataType type;
};
inline FieldView ViewOf(const Model& model, const Flow& flow, const expr::Ref& ref);
/// The same, for any member.
FieldView ViewOfAny(const Model& model, const Flow& flow, const expr::Ref& ref);

/// The zone whose clock the column behind a field keeps (`stored_in`); nullptr: none. Aliases are
/// bound.
const time::Zone* StoredIn(const Model& model, const Flow& flow, const expr::Ref& ref);

// Most members are of a table and need nothing of the flow.
inline FieldView ViewOf(const Model& model, const Flow& flow, const expr::Ref& ref) {
  if (ref.kind == expr::RefKind::kDimension) {
    const Dimension& found = model.tables[flow.aliases[ref.alias].table].dimensions[ref.index];
    if (!found.needs_flow) return {&found.expr, &found, nullptr, ref.alias, found.type};
  } else if (ref.kind == expr::RefKind::kMeasure) {
    const Measure& found = model.tables[flow.aliases[ref.alias].table].measures[ref.index];
    if (!found.needs_flow) return {&found.expr, nullptr, &found, ref.alias, found.type};
  }
  return ViewOfAny(model, flow, ref);
}

/// Types of references inside one flow; `self` is what kSelf means.
class FlowTypeScope final : public expr::TypeScope {
 public:
  FlowTypeScope(const Model& model, const Flow& flow, AliasIndex self)
      : model_(model), flow_(flow), self_(self) {}
  DataType TypeOf(const expr::Ref& ref) const override;
  bool IsNullOnNull(const expr::Ref& ref) const override;

 private:
  const Model& model_;
  const Flow& flow_;
  AliasIndex self_;
};

}  // namespace semaflow::model
