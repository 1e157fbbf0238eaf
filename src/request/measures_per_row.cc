#include "request/measures_per_row.h"

#include <algorithm>
#include <utility>

#include "expr/visit.h"
#include "model/per_row.h"

namespace semaflow::request {
namespace {

using expr::AliasIndex;
using expr::Expr;
using expr::kSelf;
using expr::Ref;
using expr::RefKind;

class Walk {
 public:
  Walk(const model::Model& model, const model::Flow& flow) : model_(model), flow_(flow) {}

  std::vector<Ref> Run(const std::vector<const Expr*>& expressions) {
    for (const Expr* expression : expressions) open_.push_back({expression, kSelf});
    while (!open_.empty()) {
      const auto [expression, self] = open_.back();
      open_.pop_back();
      expr::ForEachNode(*expression, [&, self = self](const Expr& node) {
        if (const Ref* ref = expr::As<Ref>(node)) Open(*ref, self);
      });
    }
    return std::move(found_);
  }

 private:
  static bool AddOnce(const Ref& ref, std::vector<Ref>& refs) {
    if (std::find(refs.begin(), refs.end(), ref) != refs.end()) return false;
    refs.push_back(ref);
    return true;
  }

  void Open(Ref ref, AliasIndex self) {
    if (ref.alias == kSelf) ref.alias = self;
    switch (ref.kind) {
      case RefKind::kColumn:
      case RefKind::kRows:
      case RefKind::kShared:
        return;
      case RefKind::kPerRow:
        return Add(ref);
      case RefKind::kDimension:
      case RefKind::kFlowDimension:
      case RefKind::kMeasure:
      case RefKind::kFlowMeasure:
        break;
    }
    ref.field = {};
    if (!AddOnce(ref, opened_)) return;
    const model::FieldView view = model::ViewOf(model_, flow_, ref);
    if (view.dimension == nullptr) {
      if (!view.measure->refusal) open_.push_back({view.expr, view.home});
      return;
    }
    if (view.dimension->refusal || view.dimension->is_column) return;
    if (!view.dimension->per) {
      open_.push_back({view.expr, view.home});
    } else if (model::PerAliasOf(flow_, view) != kSelf) {  // Else the planner refuses it.
      Add(model::PerRowOf(flow_, view));
    }
  }

  void Add(const Ref& per_row) {
    if (AddOnce(per_row, found_)) Open(model::MeasurePerRow(per_row), kSelf);
  }

  struct Opened {
    const Expr* expression;
    AliasIndex self;
  };

  const model::Model& model_;
  const model::Flow& flow_;
  std::vector<Opened> open_;
  std::vector<Ref> opened_;
  std::vector<Ref> found_;
};

}  // namespace

std::vector<Ref> MeasuresPerRow(const model::Model& model, const model::Flow& flow,
                                const std::vector<const Expr*>& expressions) {
  return Walk(model, flow).Run(expressions);
}

}  // namespace semaflow::request
