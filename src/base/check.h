// SEMA_CHECK: a condition that only a bug of ours can break. It throws InternalError, which the
// borders (API, engine worker, command line, Python) turn into I001; the process lives on.
#pragma once

#include <stdexcept>
#include <string>

namespace semaflow {

class InternalError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

[[noreturn]] void FailCheck(const char* file, int line, const char* condition,
                            const std::string& detail);

}  // namespace semaflow

#define SEMA_CHECK(condition, ...)                                                          \
  do {                                                                                      \
    if (!(condition)) ::semaflow::FailCheck(__FILE__, __LINE__, #condition, {__VA_ARGS__}); \
  } while (false)
