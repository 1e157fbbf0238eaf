#include "output.h"

#include <optional>
#include <string>
#include <utility>

#include "callback.h"
#include "failures.h"

namespace semaflow::python {

namespace nb = nanobind;

Output::~Output() { Cancel(); }

void Output::NextAsync(nb::object done) {
  auto callback = std::make_shared<Callback>(std::move(done));
  const nb::gil_scoped_release released;
  readers_->Post([writer = writer_, callback = std::move(callback)] {
    auto piece = writer->Next();
    callback->Call([&]() -> nb::object {
      const std::optional<std::string> bytes = Take(std::move(piece));
      if (!bytes) return nb::none();
      return nb::bytes(bytes->data(), bytes->size());
    });
  });
}

void Output::Cancel() { writer_->Cancel(); }

}  // namespace semaflow::python
