// Overloaded: one visitor out of several lambdas, for std::visit.
#pragma once

namespace semaflow {

template <typename... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <typename... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

}  // namespace semaflow
