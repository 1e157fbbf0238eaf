// Python values as JSON text, the form in which requests and models enter the core.
#pragma once

#include <nanobind/nanobind.h>

#include <string>

namespace semaflow::python {

/// `value` as JSON: None, bool, int, float, str, Decimal (all its digits), date, time and datetime
/// (ISO 8601), enum members (their value), numpy scalars, mappings with text keys, and anything
/// that can be iterated. A str that is the whole value is JSON text already and stays as it is.
/// Throws TypeError, with the path to a value that is none of these.
std::string JsonOf(nanobind::handle value);

}  // namespace semaflow::python
