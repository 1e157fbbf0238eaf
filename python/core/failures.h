// Errors of the core as Python exceptions.
#pragma once

#include <nanobind/nanobind.h>

#include <exception>
#include <utility>

#include "semaflow/error.h"

namespace semaflow::python {

/// Crosses the border to Python, where it is an exception of semaflow.errors.
struct Failure : std::exception {
  explicit Failure(Errors all) : errors(std::move(all)) {}
  explicit Failure(Error one) : errors{std::move(one)} {}
  const char* what() const noexcept override { return "an error of SemaFlow"; }

  Errors errors;
};

template <typename T>
T Take(Result<T> result) {
  if (!result) throw Failure(std::move(result).error());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}
template <typename T>
T TakeAll(ResultAll<T> result) {
  if (!result) throw Failure(std::move(result).error());
  return std::move(*result);
}

/// The exception for errors that do not go through C++ frames. The GIL is held.
nanobind::object ExceptionOf(const Errors& errors);

/// Lets functions of the module throw Failure.
void RegisterFailures();

}  // namespace semaflow::python
