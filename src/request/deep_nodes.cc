#include "request/deep_nodes.h"

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

using See = std::function<void(const Expr&, AliasIndex)>;

class Walk {
 public:
  Walk(const model::Model& model, const model::Flow& flow, const See& see)
      : model_(model), flow_(flow), see_(see) {}

  void Run(const std::vector<const Expr*>& expressions) {
    for (const Expr* expression : expressions) open_.push_back({expression, kSelf});
    while (!open_.empty()) {
      const auto [expression, self] = open_.back();
      open_.pop_back();
      expr::ForEachNode(*expression, [&, self = self](const Expr& node) {
        see_(node, self);
        if (const Ref* ref = expr::As<Ref>(node)) Open(*ref, self);
      });
    }
  }

 private:
  void Open(Ref ref, AliasIndex self) {
    if (ref.alias == kSelf) ref.alias = self;
    switch (ref.kind) {
      case RefKind::kColumn:
      case RefKind::kRows:
      case RefKind::kShared:
        return;
      case RefKind::kPerRow:
        return Open(model::MeasurePerRow(ref), kSelf);
      case RefKind::kDimension:
      case RefKind::kFlowDimension:
      case RefKind::kMeasure:
      case RefKind::kFlowMeasure:
        break;
    }
    ref.field = {};
    if (std::find(opened_.begin(), opened_.end(), ref) != opened_.end()) return;
    opened_.push_back(ref);
    const model::FieldView view = model::ViewOf(model_, flow_, ref);
    if (view.dimension == nullptr) {
      if (!view.measure->refusal) open_.push_back({view.expr, view.home});
      return;
    }
    if (view.dimension->refusal || view.dimension->is_column) return;
    if (!view.dimension->per) {
      open_.push_back({view.expr, view.home});
    } else if (model::PerAliasOf(flow_, view) != kSelf) {
      const Ref per_row = model::PerRowOf(flow_, view);
      see_(Expr{per_row, {}}, kSelf);
      Open(per_row, kSelf);
    }
  }

  struct Opened {
    const Expr* expression;
    AliasIndex self;
  };

  const model::Model& model_;
  const model::Flow& flow_;
  const See& see_;
  std::vector<Opened> open_;
  std::vector<Ref> opened_;
};

}  // namespace

void ForEachDeepNode(const model::Model& model, const model::Flow& flow,
                     const std::vector<const Expr*>& expressions, const See& see) {
  Walk(model, flow, see).Run(expressions);
}

std::vector<Ref> MeasuresPerRow(const model::Model& model, const model::Flow& flow,
                                const std::vector<const Expr*>& expressions) {
  std::vector<Ref> found;
  ForEachDeepNode(model, flow, expressions, [&found](const Expr& node, AliasIndex) {
    const Ref* ref = expr::As<Ref>(node);
    if (ref == nullptr || ref->kind != RefKind::kPerRow) return;
    if (std::find(found.begin(), found.end(), *ref) == found.end()) found.push_back(*ref);
  });
  return found;
}

}  // namespace semaflow::request
