// Walks one expression and replaces its names by references. What a name means is asked of a
// NameScope; where aggregates and measures may stand is decided here.
#pragma once

#include "expr/expr.h"
#include "expr/typing.h"
#include "model/build_state.h"

namespace semaflow::model {

/// What a name turned out to be.
struct BoundName {
  enum class Kind : std::uint8_t {
    kRef,        ///< `ref`.
    kNeedsFlow,  ///< It names an alias: only a flow can tell.
    kAbsent,     ///< This flow does not have what it names; so the member is not in this flow.
    kFailed,     ///< Told, or the member it names has a problem that was told.
  };
  Kind kind = Kind::kFailed;
  expr::Ref ref{};

  static BoundName Of(const expr::Ref& ref) { return {Kind::kRef, ref}; }
  static BoundName NeedsFlow() { return {Kind::kNeedsFlow, {}}; }
  static BoundName Absent() { return {Kind::kAbsent, {}}; }
  static BoundName Failed() { return {Kind::kFailed, {}}; }
};

/// A name of an expression and the text that it stands in, for messages.
struct WrittenName {
  const expr::Name& name;
  Span span;
  const ExprText& text;

  const std::string& part(std::size_t i) const { return name.parts[i]; }
  std::size_t size() const { return name.parts.size(); }
};

class NameScope {
 public:
  virtual ~NameScope() = default;
  /// A value of a row: a dimension or a column.
  virtual BoundName RowName(const WrittenName& name) = 0;
  /// A value of a group: a measure.
  virtual BoundName MeasureName(const WrittenName& name) = 0;
  /// The rows of an alias: the name without its star.
  virtual BoundName RowsName(const WrittenName& name) = 0;
  /// Called before the parts of an aggregate, and the filter of a measure, are bound. False: told.
  virtual bool BeginAggregate(const expr::Aggregate&, Span, const ExprText&) { return true; }
  virtual bool BeginFiltered(const expr::Expr& /*measure*/, const ExprText&) { return true; }
  /// Called when the parts of an aggregate are bound without problems: tells its home, and fills
  /// the order of first and last. False with the problem told.
  virtual bool FinishAggregate(expr::Aggregate& aggregate, Span span, const ExprText& text) = 0;
  virtual const expr::TypeScope& types() const = 0;
};

/// What binding an expression came to.
struct BindOutcome {
  bool failed = false;
  bool needs_flow = false;
  bool absent = false;

  bool good() const { return !failed && !needs_flow && !absent; }
};

class ExprBinder {
 public:
  ExprBinder(BuildState& state, NameScope& scope) : state_(state), scope_(scope) {}

  /// Binds `expr`, written in `text`. `over_measures`: its names are measures, and aggregates may
  /// stand in it. Names that need a flow stay names.
  void Bind(expr::Expr& expr, const ExprText& text, bool over_measures);

  const BindOutcome& outcome() const { return outcome_; }

 private:
  void BindName(expr::Expr& expr, bool over_measures);
  void BindAggregate(expr::Expr& expr, bool over_measures);
  void BindFiltered(expr::Expr& expr, bool over_measures);
  void Take(expr::Expr& expr, const BoundName& bound);
  bool CheckField(const expr::Ref& ref, Span span);
  void Fail(ErrorCode code, Span span, std::string message, std::string help = {});

  BuildState& state_;
  NameScope& scope_;
  const ExprText* text_ = nullptr;
  BindOutcome outcome_;
};

/// True when an expression reads a measure or holds an aggregate.
bool ReadsMeasures(const expr::Expr& expr);

/// The problem with a grain or part on a value of `type`; empty when it fits or nobody knows.
std::string FieldProblem(const DataType& type, const time::TimeField& field);

}  // namespace semaflow::model
