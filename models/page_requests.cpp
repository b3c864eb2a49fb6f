// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/page_requests.h"

#include <algorithm>

namespace sentinai {

void PageRequests::want(std::vector<int> pages) {
  m_wanted = std::move(pages);
  for (UnderWay& request : m_underWay) {
    const auto wish = std::find(m_wanted.begin(), m_wanted.end(), request.page);
    if (request.cancelled) {
      continue;
    }
    if (wish == m_wanted.end()) {
      request.cancelled = true;
      request.source.cancel();
    } else {
      m_wanted.erase(wish);
    }
  }
}

std::optional<PageRequests::Request> PageRequests::next() {
  if (m_wanted.empty() || m_underWay.size() >= kMostUnderWay) {
    return std::nullopt;
  }
  UnderWay request;
  request.id = ++m_lastId;
  request.page = m_wanted.front();
  m_wanted.erase(m_wanted.begin());
  Request sent{request.id, request.page, request.source.token()};
  m_underWay.push_back(std::move(request));
  return sent;
}

std::optional<int> PageRequests::finish(quint64 id) {
  const auto request =
      std::find_if(m_underWay.begin(), m_underWay.end(), [id](const UnderWay& r) { return r.id == id; });
  if (request == m_underWay.end()) {
    return std::nullopt;
  }
  const std::optional<int> page = request->cancelled ? std::nullopt : std::optional(request->page);
  m_underWay.erase(request);
  return page;
}

void PageRequests::cancelAll() {
  want({});
}

bool PageRequests::isBusy() const {
  return !m_wanted.empty() ||
         std::any_of(m_underWay.begin(), m_underWay.end(), [](const UnderWay& request) { return !request.cancelled; });
}

} // namespace sentinai
