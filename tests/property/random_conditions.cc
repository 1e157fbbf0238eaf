#include "tests/property/random_conditions.h"

namespace semaflow::property {
namespace {

using nlohmann::json;

const std::vector<std::string> kOrders = {"==", "!=", "<", "<=", ">", ">="};
const std::vector<std::string> kTexts = {"x", "y", "zz", "A", "none", "yes", ""};
const std::vector<std::string> kDays = {"2024-01-01", "2024-01-31", "2024-02-29", "2024-03-01",
                                        "2023-12-31"};
const std::vector<std::string> kPatterns = {"%", "x%", "_", "%z", "none"};

json NumberOf(RandomSource& random, const DataType& type) {
  const int whole = random.Between(-1, 4);
  if (type.kind == TypeKind::kInteger || random.Chance(60)) return whole;
  return whole + 0.5;
}

json ValueOf(RandomSource& random, const DataType& type) {
  switch (type.kind) {
    case TypeKind::kBoolean:
      return random.Chance(50);
    case TypeKind::kText:
      return random.Pick(kTexts);
    case TypeKind::kDate:
    case TypeKind::kTimestamp:
    case TypeKind::kTimestamptz:
      return random.Pick(kDays);
    default:
      return NumberOf(random, type);
  }
}

std::string TextOf(RandomSource& random, const DataType& type) {
  const json value = ValueOf(random, type);
  if (!value.is_string()) return value.dump();
  return "'" + value.get<std::string>() + "'";
}

json Condition(const NamedField& field, const std::string& op) {
  return {{"field", field.name}, {"op", op}};
}

json WithList(RandomSource& random, const NamedField& field) {
  json condition = Condition(field, random.Word({"in", "not in"}));
  json list = json::array();
  for (int i = random.Below(4); i > 0; --i) list.push_back(ValueOf(random, field.type));
  if (random.Chance(20)) list.push_back(nullptr);
  condition["value"] = std::move(list);
  return condition;
}

json WithTwo(RandomSource& random, const NamedField& field, const std::string& op) {
  json condition = Condition(field, op);
  condition["value"] = json::array({ValueOf(random, field.type), ValueOf(random, field.type)});
  return condition;
}

json OfText(RandomSource& random, const NamedField& field) {
  const bool like = random.Chance(50);
  json condition = Condition(
      field, like ? random.Word({"like", "not like", "ilike"})
                  : random.Word({"contains", "not contains", "starts_with", "not ends_with"}));
  condition["value"] = like ? random.Pick(kPatterns) : random.Pick(kTexts);
  return condition;
}

}  // namespace

bool IsTime(const DataType& type) {
  return type.kind == TypeKind::kDate || type.kind == TypeKind::kTimestamp ||
         type.kind == TypeKind::kTimestamptz;
}

bool MayDecide(const DataType& type) {
  return type.kind != TypeKind::kFloat && type.kind != TypeKind::kList;
}

bool IsNumber(const DataType& type) {
  return type.kind == TypeKind::kInteger || type.kind == TypeKind::kDecimal ||
         type.kind == TypeKind::kFloat;
}

json SomeOf(RandomSource& random, const std::vector<NamedField>& fields) {
  json names = json::array();
  for (const NamedField& field : fields) {
    if (random.Chance(40)) names.push_back(field.name);
  }
  return names;
}

std::string RandomConditionText(RandomSource& random, const NamedField& field) {
  const int way = random.Below(10);
  if (way == 0) return field.name + " is null";
  if (way == 1) return field.name + " is not null";
  if (way == 2) {
    return field.name + random.Word({" in (", " not in ("}) + TextOf(random, field.type) + ", " +
           (random.Chance(25) ? "null" : TextOf(random, field.type)) + ")";
  }
  if (field.type.kind == TypeKind::kBoolean) {
    return random.Chance(50) ? field.name : "not " + field.name;
  }
  if (way == 3) {
    return field.name + random.Word({" between ", " not between "}) + TextOf(random, field.type) +
           " and " + TextOf(random, field.type);
  }
  const std::string test =
      field.name + " " + random.Pick(kOrders) + " " + TextOf(random, field.type);
  return way == 4 ? "not (" + test + ")" : test;
}

json RandomCondition(RandomSource& random, const NamedField& field, bool of_group) {
  const int way = random.Below(12);
  if (way == 0) return Condition(field, random.Word({"is null", "is not null"}));
  if (way <= 2) return WithList(random, field);
  if (way == 3) {
    json condition = Condition(field, random.Word({"==", "!="}));
    condition["value"] = nullptr;
    return condition;
  }
  if (field.type.kind == TypeKind::kText && way <= 5) return OfText(random, field);
  const bool ordered = field.type.kind != TypeKind::kBoolean;
  if (ordered && way == 6) return WithTwo(random, field, random.Word({"between", "not between"}));
  if (IsTime(field.type) && !of_group && way == 7) return WithTwo(random, field, "in_range");
  json condition = Condition(field, ordered ? random.Pick(kOrders) : random.Word({"==", "!="}));
  condition["value"] = ValueOf(random, field.type);
  return condition;
}

}  // namespace semaflow::property
