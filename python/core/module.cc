// The extension module semaflow._core: what the Python package takes of the C++ library.
#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>

#include <string>
#include <vector>

#include "cli/process.h"
#include "libpq.h"
#include "semaflow/version.h"

namespace nb = nanobind;

namespace semaflow::python {
namespace {

/// The bytes that the shell gave: a file's name need not be UTF-8.
std::string ArgumentBytes(nb::handle argument) {
  const nb::bytes bytes = nb::steal<nb::bytes>(PyUnicode_EncodeFSDefault(argument.ptr()));
  if (!bytes.is_valid()) throw nb::python_error();
  return {bytes.c_str(), bytes.size()};
}

int RunCli(const nb::typed<nb::list, nb::str>& args) {
  std::vector<std::string> bytes;
  for (const nb::handle argument : args) bytes.push_back(ArgumentBytes(argument));
  const nb::gil_scoped_release released;
  return cli::RunCliOfProcess(bytes);
}

}  // namespace
}  // namespace semaflow::python

NB_MODULE(_core, module) {
  module.attr("version") = std::string(semaflow::Version());
  module.def("libpq_path", &semaflow::python::LibpqPath);
  module.def("run_cli", &semaflow::python::RunCli, nb::arg("args"));
}
