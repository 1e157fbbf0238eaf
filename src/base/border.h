// The border of the library: whatever throws inside becomes an error value here, once.
#pragma once

#include <exception>
#include <new>
#include <string>
#include <type_traits>
#include <utility>

#include "base/check.h"
#include "semaflow/error.h"

namespace semaflow {

/// kInternal with the words of the exception.
Error InternalErrorFrom(const char* what);

/// Calls `work`, which gives a Result or ResultAll, and gives what it gives. An exception (a broken
/// SEMA_CHECK, no memory) becomes kInternal; the process lives on.
template <typename Work>
auto AtBorder(Work&& work) -> decltype(work()) {
  using Given = decltype(work());
  std::string what;
  try {
    return std::forward<Work>(work)();
  } catch (const std::exception& exception) {
    what = exception.what();
  }
  Error error = InternalErrorFrom(what.c_str());
  if constexpr (std::is_same_v<typename Given::error_type, Errors>) {
    return tl::unexpected(Errors{std::move(error)});
  } else {
    return tl::unexpected(std::move(error));
  }
}

}  // namespace semaflow
