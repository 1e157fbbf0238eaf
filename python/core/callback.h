// A function of Python that another thread calls.
#pragma once

#include <nanobind/nanobind.h>

#include <exception>
#include <optional>
#include <utility>

#include "failures.h"

namespace semaflow::python {

/// A Python function that other threads call once, and let go of, with the GIL.
class Callback {
 public:
  explicit Callback(nanobind::object function) : function_(std::move(function)) {}
  Callback(const Callback&) = delete;
  Callback& operator=(const Callback&) = delete;
  ~Callback() {
    if (!function_.is_valid()) return;
    const nanobind::gil_scoped_acquire acquired;
    function_.reset();
  }

  /// `make` gives the result, with the GIL; what it throws is the error.
  template <typename Make>
  void Call(const Make& make) {
    const nanobind::gil_scoped_acquire acquired;
    const nanobind::object function = std::move(function_);
    nanobind::object result = nanobind::none();
    nanobind::object error = nanobind::none();
    try {
      result = make();
    } catch (const Failure& failure) {
      error = ExceptionOf(failure.errors);
    } catch (nanobind::python_error& raised) {
      error = nanobind::borrow(raised.value());
    } catch (const std::exception& bug) {
      error = ExceptionOf({Error{.code = ErrorCode::kInternal, .message = bug.what()}});
    }
    try {
      function(result, error);
    } catch (nanobind::python_error& raised) {
      raised.discard_as_unraisable("semaflow");
    }
  }

  /// The same in two steps: `make` gives the result of what `prepare` gave, without the GIL.
  template <typename Prepare, typename Make>
  void Call(Prepare&& prepare, const Make& make) {
    std::optional<decltype(prepare())> prepared;
    std::optional<Failure> failure;
    try {
      prepared.emplace(prepare());
    } catch (const Failure& thrown) {
      failure = thrown;
    }
    Call([&] {
      if (failure) throw Failure(*failure);
      return make(*prepared);
    });
  }

 private:
  nanobind::object function_;
};

}  // namespace semaflow::python
