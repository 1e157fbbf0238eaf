#include "model/file_source.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <vector>

namespace semaflow::model {
namespace {

namespace fs = std::filesystem;

/// Entries of a folder that are looked at before a source is refused as too large to check.
constexpr std::size_t kEntriesMax = 100'000;

constexpr std::array<std::string_view, 2> kParquetEndings = {".parquet", ".pq"};
constexpr std::array<std::string_view, 8> kCsvEndings = {
    ".csv", ".csv.gz", ".csv.zst", ".tsv", ".tsv.gz", ".tsv.zst", ".txt", ".txt.gz"};

bool EndsWith(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() && text.substr(text.size() - ending.size()) == ending;
}

template <std::size_t N>
bool EndsWithAny(std::string_view text, const std::array<std::string_view, N>& endings) {
  return std::any_of(endings.begin(), endings.end(),
                     [text](std::string_view ending) { return EndsWith(text, ending); });
}

bool IsGlob(std::string_view text) { return text.find_first_of("*?[") != std::string_view::npos; }

/// Whether `path` is `root` or lies below it; both canonical.
bool IsBelow(const std::string& path, const std::string& root) {
  if (root == "/") return true;
  return path.size() >= root.size() && path.compare(0, root.size(), root) == 0 &&
         (path.size() == root.size() || path[root.size()] == '/');
}

class FileResolver {
 public:
  FileResolver(BuildState& state, const Text& written) : state_(state), written_(written) {}

  bool Resolve(std::string& out) {
    const std::string& text = written_.value;
    if (text.find("://") != std::string::npos) {
      return Refuse(ErrorCode::kFileOutsideRoots, Quoted(text) + " is not a file of this machine",
                    "name a local file, or a table of a data source that reads it");
    }
    const fs::path path = fs::absolute(fs::path(state_.definition.root) / text);
    // Only the part before the first wildcard names one place; the rest may not climb out of it.
    fs::path folder;
    fs::path rest;
    for (const fs::path& part : path) {
      if (!rest.empty() || IsGlob(part.native())) {
        rest /= part;
      } else {
        folder /= part;
      }
    }
    for (const fs::path& part : rest) {
      if (part == "..") {
        return Refuse(ErrorCode::kFileOutsideRoots, Quoted(text) + " has `..` behind a wildcard",
                      "write the path without it");
      }
    }
    std::error_code error;
    const fs::path canonical = fs::weakly_canonical(folder, error);
    if (error) {
      return Refuse(ErrorCode::kFileUnreadable, Quoted(text) + ": " + error.message());
    }
    if (!CheckInside(canonical)) return false;
    if (!rest.empty()) return ResolveGlob(canonical, rest, out);
    if (fs::is_directory(canonical, error)) return ResolveFolder(canonical, out);
    out = canonical.native();
    return CheckEnding(out);
  }

 private:
  bool Refuse(ErrorCode code, std::string message, std::string help = {}) {
    state_.Add(code, written_.place, std::move(message), std::move(help));
    return false;
  }

  bool CheckInside(const fs::path& canonical) {
    for (const std::string& root : state_.file_roots) {
      if (IsBelow(canonical.native(), root)) return true;
    }
    return Refuse(ErrorCode::kFileOutsideRoots,
                  Quoted(written_.value) + " lies outside the folders that the model may read",
                  "move it below the model, or add its folder to `file_roots` in model.yaml");
  }

  bool CheckEnding(const std::string& path) {
    if (EndsWithAny(path, kParquetEndings) || EndsWithAny(path, kCsvEndings)) return true;
    return Refuse(ErrorCode::kBadSetting,
                  Quoted(written_.value) + " does not tell what kind of file it is",
                  "name files that end in .parquet, .csv or .tsv");
  }

  /// Links below the folder may lead out of the roots, whatever the pattern looks like.
  bool CheckLinks(const fs::path& folder) {
    std::error_code error;
    std::size_t entries = 0;
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end;
         at.increment(error)) {
      if (++entries > kEntriesMax) {
        return Refuse(ErrorCode::kTooManyFiles,
                      Quoted(written_.value) + " looks through more than 100,000 files");
      }
      if (!at->is_symlink(error)) continue;
      const fs::path target = fs::weakly_canonical(at->path(), error);
      if (error) {
        return Refuse(ErrorCode::kFileUnreadable,
                      Quoted(at->path().native()) + ": " + error.message());
      }
      const bool inside = std::any_of(
          state_.file_roots.begin(), state_.file_roots.end(),
          [&target](const std::string& root) { return IsBelow(target.native(), root); });
      if (!inside) {
        return Refuse(ErrorCode::kFileOutsideRoots,
                      Quoted(written_.value) + " may match the link " +
                          Quoted(at->path().filename().native()) +
                          ", which leads outside the folders that the model may read",
                      "remove the link, or add its target to `file_roots` in model.yaml");
      }
    }
    return true;
  }

  bool ResolveGlob(const fs::path& folder, const fs::path& rest, std::string& out) {
    if (!CheckLinks(folder)) return false;
    out = (folder / rest).native();
    return CheckEnding(out);
  }

  /// A folder stands for the files in it, which must be of one kind.
  bool ResolveFolder(const fs::path& folder, std::string& out) {
    if (!CheckLinks(folder)) return false;
    std::error_code error;
    std::string_view ending;
    bool nested = false;
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end;
         at.increment(error)) {
      if (at->is_directory(error)) continue;
      const std::string name = at->path().filename().native();
      if (name.empty() || name[0] == '.' || name[0] == '_') continue;  // Markers like _SUCCESS.
      const std::string_view found = EndingOf(name);
      if (found.empty()) continue;
      if (!ending.empty() && ending != found) {
        return Refuse(ErrorCode::kBadSetting,
                      Quoted(written_.value) + " holds both *" + std::string(ending) + " and *" +
                          std::string(found),
                      "name one kind: `data/*.parquet`");
      }
      ending = found;
      nested = nested || at.depth() > 0;
    }
    if (ending.empty()) {
      return Refuse(ErrorCode::kBadSetting,
                    "the folder " + Quoted(written_.value) + " holds no Parquet or CSV files");
    }
    out = (folder / (nested ? "**/*" : "*")).native() + std::string(ending);
    return true;
  }

  static std::string_view EndingOf(std::string_view name) {
    std::string_view longest;
    for (const std::string_view ending : kParquetEndings) {
      if (EndsWith(name, ending) && ending.size() > longest.size()) longest = ending;
    }
    for (const std::string_view ending : kCsvEndings) {
      if (EndsWith(name, ending) && ending.size() > longest.size()) longest = ending;
    }
    return longest;
  }

  BuildState& state_;
  const Text& written_;
};

}  // namespace

bool ResolveFileSource(BuildState& state, const Text& written, std::string& out) {
  return FileResolver(state, written).Resolve(out);
}

void ResolveFileRoots(BuildState& state) {
  const fs::path model = fs::absolute(state.definition.root.empty() ? "." : state.definition.root);
  const auto add = [&state](const fs::path& path, const Place& place, const std::string& shown) {
    std::error_code error;
    const fs::path canonical = fs::weakly_canonical(path, error);
    if (error) {
      state.Add(ErrorCode::kBadSetting, place, Quoted(shown) + ": " + error.message());
      return;
    }
    std::string root = canonical.native();
    while (root.size() > 1 && root.back() == '/') root.pop_back();
    state.file_roots.push_back(std::move(root));
  };
  if (state.definition.settings.file_roots.empty()) {
    add(model, {}, state.definition.root);
    return;
  }
  for (const Text& root : state.definition.settings.file_roots) {
    const fs::path path = model / root.value;
    std::error_code error;
    // No error: a model is checked also where its data is not.
    if (!fs::is_directory(path, error)) {
      state.diagnostics.Warn(
          {.code = ErrorCode::kFileUnreadable,
           .place = root.place,
           .message = "`file_roots` names " + Quoted(root.value) + ", but there is no such folder",
           .help = "a folder is named as seen from the model's own"});
    }
    add(path, root.place, root.value);
  }
}

}  // namespace semaflow::model
