// The program `semaflow`.
#include <string>
#include <vector>

#include "process.h"

int main(int argc, char** argv) {
  return semaflow::cli::RunCliOfProcess(
      std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
}
