// Reading a description, part by part. Within description*.cpp only; one thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sources/described/description.h"
#include "sources/described/expression_reader.h"

namespace syncwall::described {

using Names = ExpressionReader::Names;

inline bool is_object(const Spot& spot) { return spot.json->kind == PlacedJson::Kind::Object; }
inline bool is_list(const Spot& spot) { return spot.json->kind == PlacedJson::Kind::List; }

class DescriptionReader {
 public:
  [[nodiscard]] const std::optional<PlacedReader::Mistake>& mistake() const { return reader_.mistake(); }

  std::shared_ptr<Description> whole(const PlacedJson& root);

 private:
  // Calls read(spot) for each of an object's members or a list's items.
  template <class Read>
  void each_of(const Spot& object, std::string_view key, bool list, Read read);

  void head(const Spot& root, Description& d);
  void variables(const Spot& root, Description& d);
  void auth(const Spot& spot, Auth& auth);
  void token(const Spot& spot, Auth& auth);
  void headers(const Spot& object, std::vector<std::pair<std::string, TextTemplate>>& headers, const Names& names);
  void request(const Spot& object, RequestSpec& request, const Names& names);
  void query(const Spot& spot, RequestSpec& request, const Names& names);
  BodyTemplate body(const Spot& spot, const Names& names);
  Paginator paginator(const Spot& spot);
  ListSpec list(const Spot& spot, const Names& names, bool paged = true);
  void parents(const Spot& root, Description& d);
  void joins(const Spot& root, Description& d);
  JoinSpec join(const Spot& spot, const std::string& name, const Names& names);
  void fields(const Spot& root, Fields& fields, const Names& names);
  void status(const Spot& root, Description& d, const Names& names);
  void schedule(const Spot& root, Description& d, const Names& names);
  void actions(const Spot& root, Description& d, const Names& names);
  ActionSpec action(const Spot& spot, const Names& names);

  PlacedReader reader_;
  ExpressionReader values_{reader_};
  Names nothing_;  // no row and no joins
};

template <class Read>
void DescriptionReader::each_of(const Spot& object, std::string_view key, bool list, Read read) {
  const auto spot = reader_.member(object, key);
  if (!spot) return;
  if (list ? !is_list(*spot) : !is_object(*spot)) return reader_.fail(*spot, list ? "not a list" : "not an object");
  for (std::size_t i = 0; i < spot->json->items.size(); ++i) read(spot->in(i), std::string());
  for (const PlacedMember& member : spot->json->members) read(spot->in(member.key, member.value), member.key);
}

}  // namespace syncwall::described
