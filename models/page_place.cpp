// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/page_place.h"

namespace sentinai {

PagePlace PagePlace::from(int page, const std::vector<Landmark>& landmarks) {
  PagePlace place;
  place.page = page;
  if (page == 0) {
    return place;
  }
  const qint64 first = qint64{page} * kWindowPage - 1; // The row ahead of the page.
  place.leads = true;
  place.limit = kWindowPage + 2;
  place.skip = first;
  const auto behind = std::upper_bound(landmarks.begin(), landmarks.end(), first,
                                       [](qint64 row, const Landmark& landmark) { return row < landmark.row; });
  if (behind != landmarks.begin()) {
    place.after = std::prev(behind)->after;
    place.skip = first - std::prev(behind)->row;
  }
  return place;
}

} // namespace sentinai
