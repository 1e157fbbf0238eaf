#include "model/model_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "model/node_reader.h"
#include "model/schema_file.h"
#include "model/yaml_document.h"

namespace semaflow::model {
namespace {

constexpr std::size_t kSchemaBytesMax = std::size_t{256} << 20;

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

struct DirCloser {
  void operator()(DIR* dir) const { closedir(dir); }
};

std::string ErrnoText(int error) { return std::generic_category().message(error); }

bool HasYamlEnding(std::string_view name) {
  return (name.size() > 5 && name.substr(name.size() - 5) == ".yaml") ||
         (name.size() > 4 && name.substr(name.size() - 4) == ".yml");
}

/// What a file is called in errors: its path below the model folder.
struct FoundFile {
  std::string shown;
  std::string path;
};

/// Turns the bytes of files into parts of the definition.
class DefinitionReader {
 public:
  DefinitionReader(ModelDefinition& definition, Diagnostics& diagnostics)
      : definition_(definition), diagnostics_(diagnostics) {}

  FileIndex AddFile(std::string shown, std::string bytes) {
    definition_.files.push_back({std::move(shown), std::move(bytes)});
    return static_cast<FileIndex>(definition_.files.size() - 1);
  }

  /// A file of a folder for one kind.
  void ReadOne(FileIndex file, FileKind kind) {
    const YamlDocument document = ReadDocument(file);
    if (CheckRoot(document, file)) {
      ReadDefinition(document.nodes[0], file, kind);
    } else if (kind == FileKind::kTable) {
      AddUnread(definition_.files[file].shown);
    }
  }

  void AddUnread(const std::string& shown) {
    const std::size_t slash = shown.rfind('/');
    const std::string name = slash == std::string::npos ? shown : shown.substr(slash + 1);
    definition_.unread_tables.push_back(name.substr(0, name.rfind('.')));
  }

  /// A file that tells by its keys what it is.
  void ReadAny(FileIndex file) {
    const YamlDocument document = ReadDocument(file);
    if (CheckRoot(document, file)) {
      ReadDefinition(document.nodes[0], file, KindOfRoot(document.nodes[0]));
    } else {
      AddUnread(definition_.files[file].shown);
    }
  }

  void ReadSettingsOf(FileIndex file) {
    const YamlDocument document = ReadDocument(file);
    if (document.nodes.empty()) return;  // Nothing but comments: every setting is the default.
    NodeReader reader(diagnostics_, file);
    const LocatedNode& root = document.nodes[0];
    if (root.kind == NodeKind::kMapping) {
      definition_.settings = ReadSettings(root, reader);
    } else if (!IsNull(root)) {
      reader.Add(root, ErrorCode::kWrongType, "model.yaml must be a mapping of settings");
    }
  }

  /// The document of a file, whose problems are told.
  YamlDocument ReadDocument(FileIndex file) {
    YamlDocument document = ReadYaml(definition_.files[file].bytes);
    for (YamlProblem& problem : document.problems) {
      Problem told{.code = problem.code,
                   .place = {file, problem.span},
                   .message = std::move(problem.message),
                   .help = std::move(problem.help)};
      if (!problem.other_note.empty()) {
        told.others.push_back({{file, problem.other}, std::move(problem.other_note)});
      }
      diagnostics_.Add(std::move(told));
    }
    return document;
  }

 private:
  bool CheckRoot(const YamlDocument& document, FileIndex file) {
    if (!document.usable) return false;
    if (!document.nodes.empty() && document.nodes[0].kind == NodeKind::kMapping) return true;
    const bool empty = document.nodes.empty() || IsNull(document.nodes[0]);
    diagnostics_.Add({.code = empty ? ErrorCode::kMissingKey : ErrorCode::kWrongType,
                      .place = {file, {}},
                      .message = empty ? "the file is empty" : "the file must be a mapping",
                      .help = "begin with `name: orders`"});
    return false;
  }

  void ReadDefinition(const LocatedNode& root, FileIndex file, FileKind kind) {
    NodeReader reader(diagnostics_, file);
    switch (kind) {
      case FileKind::kTable:
        definition_.tables.push_back(ReadTable(root, reader));
        return;
      case FileKind::kFlow:
        definition_.flows.push_back(ReadFlow(root, reader));
        return;
      case FileKind::kCalendar:
        definition_.calendars.push_back(ReadCalendar(root, reader));
        return;
    }
  }

  ModelDefinition& definition_;
  Diagnostics& diagnostics_;
};

class FolderReader {
 public:
  FolderReader(const std::string& root, bool with_schema, Diagnostics& diagnostics)
      : root_(root.empty() ? "." : root),
        with_schema_(with_schema),
        diagnostics_(diagnostics),
        reader_(definition_, diagnostics) {
    while (root_.size() > 1 && root_.back() == '/') root_.pop_back();
    definition_.root = root;
  }

  ModelDefinition Read() {
    struct stat status {};
    if (stat(root_.c_str(), &status) != 0) {
      Tell(ErrorCode::kFileUnreadable, root_, "the folder cannot be read: " + ErrnoText(errno),
           "give the folder that holds the model");
      return std::move(definition_);
    }
    if (!S_ISDIR(status.st_mode)) {
      Tell(ErrorCode::kFileUnreadable, root_, "it is not a folder",
           "give the folder that holds the model");
      return std::move(definition_);
    }
    ReadSettingsFile();
    const bool has_calendars = ReadKind("calendars", FileKind::kCalendar);
    const bool has_tables = ReadKind("tables", FileKind::kTable);
    const bool has_flows = ReadKind("flows", FileKind::kFlow);
    ReadRootFiles(has_calendars, has_tables, has_flows);
    if (with_schema_) ReadSchema();
    if (diagnostics_.ok() && definition_.tables.empty()) {
      Tell(ErrorCode::kEmptyModel, root_, "the folder holds no tables",
           "put one into tables/orders.yaml; `semaflow new` makes a commented start");
    }
    return std::move(definition_);
  }

 private:
  /// A problem with a file as a whole.
  void Tell(ErrorCode code, const std::string& shown, std::string message, std::string help = {}) {
    diagnostics_.Add({.code = code,
                      .place = {reader_.AddFile(shown, {}), {}},
                      .message = std::move(message),
                      .help = std::move(help)});
  }

  bool Exists(const std::string& path) const {
    struct stat status {};
    return lstat(path.c_str(), &status) == 0;
  }

  void ReadSettingsFile() {
    std::optional<FoundFile> found;
    for (const std::string_view name : {"model.yaml", "model.yml"}) {
      const std::string path = root_ + "/" + std::string(name);
      if (!Exists(path)) continue;
      if (found) {
        Tell(ErrorCode::kConflictingKeys, std::string(name),
             "the settings stand in model.yaml and model.yml", "keep one of them");
        return;
      }
      found = FoundFile{std::string(name), path};
    }
    if (!found) return;
    std::string bytes;
    if (!ReadBytes(*found, kFileBytesMax, bytes)) return;
    reader_.ReadSettingsOf(reader_.AddFile(found->shown, std::move(bytes)));
  }

  /// Reads the folder of one kind; false when there is none.
  bool ReadKind(std::string_view folder, FileKind kind) {
    const std::string path = root_ + "/" + std::string(folder);
    if (!Exists(path)) return false;
    std::vector<FoundFile> files;
    ListFolder(std::string(folder), path, 0, files);
    for (const FoundFile& file : files) {
      if (!ReadFile(file, kind) && kind == FileKind::kTable) reader_.AddUnread(file.shown);
    }
    return true;
  }

  /// The YAML files below `path`, each folder in the order of names.
  void ListFolder(const std::string& shown, const std::string& path, int depth,
                  std::vector<FoundFile>& files) {
    std::vector<std::string> names;
    if (!ListNames(shown, path, names)) return;
    for (const std::string& name : names) {
      FoundFile file{shown + "/" + name, path + "/" + name};
      struct stat status {};
      if (stat(file.path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
        if (HasYamlEnding(name)) {
          Tell(ErrorCode::kFileUnreadable, file.shown, "it is a folder, not a file");
        } else if (IsOnPath(status)) {
          Tell(ErrorCode::kFileUnreadable, file.shown, "the folder leads back to itself",
               "remove the symbolic link");
        } else if (depth == kFolderDepthMax) {
          Tell(ErrorCode::kFileUnreadable, file.shown, "folders are nested deeper than 16 levels");
        } else {
          path_.push_back({status.st_dev, status.st_ino});
          ListFolder(file.shown, file.path, depth + 1, files);
          path_.pop_back();
        }
      } else if (HasYamlEnding(name)) {
        if (++files_found_ > kModelFilesMax) {
          if (files_found_ == kModelFilesMax + 1) {
            Tell(ErrorCode::kTooManyFiles, file.shown,
                 "the model has more than " + std::to_string(kModelFilesMax) + " files",
                 "give the folder of one model");
          }
          return;
        }
        files.push_back(std::move(file));
      }
    }
  }

  bool IsOnPath(const struct stat& status) const {
    return std::any_of(path_.begin(), path_.end(), [&status](const auto& entry) {
      return entry.first == status.st_dev && entry.second == status.st_ino;
    });
  }

  /// Names in a folder that do not begin with a dot, sorted. Of a huge folder only so many are kept
  /// as a model may have files.
  bool ListNames(const std::string& shown, const std::string& path,
                 std::vector<std::string>& names) {
    const std::unique_ptr<DIR, DirCloser> dir(opendir(path.c_str()));
    if (dir == nullptr) {
      Tell(ErrorCode::kFileUnreadable, shown, "the folder cannot be read: " + ErrnoText(errno));
      return false;
    }
    errno = 0;
    while (const dirent* entry = readdir(dir.get())) {
      const std::string_view name = entry->d_name;
      if (name.front() == '.') continue;
      const bool folder =
          entry->d_type == DT_DIR || entry->d_type == DT_LNK || entry->d_type == DT_UNKNOWN;
      if (!folder && !HasYamlEnding(name)) continue;
      if (names.size() > kModelFilesMax) break;
      names.emplace_back(name);
    }
    std::sort(names.begin(), names.end());
    return true;
  }

  /// Files in the root itself, of the kinds that have no folder.
  void ReadRootFiles(bool has_calendars, bool has_tables, bool has_flows) {
    std::vector<std::string> names;
    if (!ListNames(root_, root_, names)) return;
    const bool read_all = !has_calendars && !has_tables && !has_flows;
    for (const std::string& name : names) {
      if (!HasYamlEnding(name) || name == "model.yaml" || name == "model.yml") continue;
      const FoundFile found{name, root_ + "/" + name};
      struct stat status {};
      if (stat(found.path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
        if (read_all) Tell(ErrorCode::kFileUnreadable, found.shown, "it is a folder, not a file");
        continue;
      }
      if (++files_found_ > kModelFilesMax) {
        Tell(ErrorCode::kTooManyFiles, found.shown,
             "the model has more than " + std::to_string(kModelFilesMax) + " files");
        return;
      }
      std::string bytes;
      if (!ReadBytes(found, kFileBytesMax, bytes)) continue;
      const FileIndex file = reader_.AddFile(found.shown, std::move(bytes));
      if (read_all) {
        reader_.ReadAny(file);
      } else {
        ReadStray(file, has_calendars, has_tables, has_flows);
      }
    }
  }

  /// Beside folders for some kinds. Files of other programs are common here: only what looks like
  /// part of a model counts, and it must not be passed over.
  void ReadStray(FileIndex file, bool has_calendars, bool has_tables, bool has_flows) {
    const YamlDocument document = ReadYaml(definition_.files[file].bytes);
    if (!document.usable || document.nodes.empty() || !LooksLikeModel(document.nodes[0])) {
      if (has_tables && has_flows) return;
      if (document.usable && !document.nodes.empty()) return;
      reader_.ReadDocument(file);  // Tells why it cannot be read.
      return;
    }
    const FileKind kind = KindOfRoot(document.nodes[0]);
    const bool has_folder = kind == FileKind::kTable  ? has_tables
                            : kind == FileKind::kFlow ? has_flows
                                                      : has_calendars;
    if (!has_folder) {
      reader_.ReadAny(file);
      return;
    }
    const std::string folder = kind == FileKind::kTable  ? "tables"
                               : kind == FileKind::kFlow ? "flows"
                                                         : "calendars";
    diagnostics_.Add({.code = ErrorCode::kBadSetting,
                      .place = {file, {}},
                      .message = "this file is not read, since the model has a folder " + folder,
                      .help = "move it to " + folder + "/"});
  }

  /// False: its bytes could not be had.
  bool ReadFile(const FoundFile& found, FileKind kind) {
    std::string bytes;
    if (!ReadBytes(found, kFileBytesMax, bytes)) return false;
    const FileIndex file = reader_.AddFile(found.shown, std::move(bytes));
    reader_.ReadOne(file, kind);
    return true;
  }

  /// The bytes of a regular file of at most `bytes_max`; problems are told.
  bool ReadBytes(const FoundFile& found, std::size_t bytes_max, std::string& bytes) {
    // Not blocking: a pipe that nobody writes to must not hang the load.
    const FileDescriptor fd(open(found.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (fd.get() < 0) {
      Tell(ErrorCode::kFileUnreadable, found.shown, "the file cannot be read: " + ErrnoText(errno));
      return false;
    }
    struct stat status {};
    if (fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
      Tell(ErrorCode::kFileUnreadable, found.shown, "it is not a regular file");
      return false;
    }
    if (static_cast<std::size_t>(status.st_size) > bytes_max) return TellTooLarge(found, bytes_max);
    bytes.resize(static_cast<std::size_t>(status.st_size) + 1);
    std::size_t size = 0;
    while (true) {
      const ssize_t count = read(fd.get(), bytes.data() + size, bytes.size() - size);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) {
        Tell(ErrorCode::kFileUnreadable, found.shown,
             "the file cannot be read: " + ErrnoText(errno));
        return false;
      }
      if (count == 0) break;
      size += static_cast<std::size_t>(count);
      if (size > bytes_max) return TellTooLarge(found, bytes_max);
      if (size == bytes.size()) bytes.resize(bytes.size() * 2);  // It grew while it was read.
    }
    bytes.resize(size);
    if (WithoutBom(bytes).size() != size) bytes.erase(0, size - WithoutBom(bytes).size());
    bytes_read_ += size;
    if (bytes_read_ > kModelBytesMax) {
      if (bytes_read_ - size <= kModelBytesMax) {
        Tell(ErrorCode::kTooManyFiles, found.shown,
             "the files of the model are larger than 512 MiB", "give the folder of one model");
      }
      return false;
    }
    return true;
  }

  bool TellTooLarge(const FoundFile& found, std::size_t bytes_max) {
    Tell(ErrorCode::kFileTooLarge, found.shown,
         "the file is larger than " + std::to_string(bytes_max >> 20) + " MiB",
         "split it into several files");
    return false;
  }

  void ReadSchema() {
    const FoundFile found{"schema.json", root_ + "/schema.json"};
    if (!Exists(found.path)) return;
    std::string bytes;
    if (!ReadBytes(found, kSchemaBytesMax, bytes)) return;
    const FileIndex file = reader_.AddFile(found.shown, std::move(bytes));
    definition_.schemas = ReadSchemaFile(definition_.files[file], file, diagnostics_);
  }

  std::string root_;
  bool with_schema_;
  Diagnostics& diagnostics_;
  ModelDefinition definition_;
  DefinitionReader reader_;
  std::size_t files_found_ = 0;
  std::size_t bytes_read_ = 0;
  std::vector<std::pair<dev_t, ino_t>> path_;
};

}  // namespace

ModelDefinition ReadModelFolder(const std::string& root, bool with_schema,
                                Diagnostics& diagnostics) {
  return FolderReader(root, with_schema, diagnostics).Read();
}

ModelDefinition ReadModelTexts(std::vector<ModelText> texts, Diagnostics& diagnostics) {
  ModelDefinition definition;
  DefinitionReader reader(definition, diagnostics);
  for (const ModelText& text : texts) {
    const FileIndex file = reader.AddFile(text.name, text.text);
    if (text.name == "model.yaml") {
      reader.ReadSettingsOf(file);
    } else {
      reader.ReadAny(file);
    }
  }
  definition.texts = std::move(texts);
  return definition;
}

void ReadModelText(ModelDefinition& definition, std::string shown, std::string bytes, FileKind kind,
                   Diagnostics& diagnostics) {
  DefinitionReader reader(definition, diagnostics);
  reader.ReadOne(reader.AddFile(std::move(shown), std::move(bytes)), kind);
}

}  // namespace semaflow::model
