// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/case_index.h"

namespace sentinai {

namespace {
constexpr std::size_t kFirstSize = 1024;
constexpr quint32 kOpened = 0x80000000U;
} // namespace

/// FNV-1a, then mixed so that the high bits depend on every character; never 0.
quint64 CaseIndex::hashOf(const QString& caseId) {
  quint64 hash = 14695981039346656037ULL;
  for (const QChar c : caseId) {
    hash = (hash ^ c.unicode()) * 1099511628211ULL;
  }
  hash ^= hash >> 32;
  hash *= 0xd6e8feb86659fd93ULL;
  hash ^= hash >> 32;
  hash *= 0xd6e8feb86659fd93ULL;
  hash ^= hash >> 32;
  return hash == 0 ? 1 : hash;
}

CaseIndex::CaseIndex()
    : m_slots(kFirstSize) {}

std::size_t CaseIndex::find(quint64 hash) const {
  // Any table size will do: the upper half of the hash chooses a place proportionally.
  std::size_t at = static_cast<std::size_t>(((hash >> 32) * m_slots.size()) >> 32);
  while (m_slots[at].hash != 0 && m_slots[at].hash != hash) {
    at = at + 1 == m_slots.size() ? 0 : at + 1;
  }
  return at;
}

void CaseIndex::grow() {
  std::vector<Slot> old(m_slots.size() + m_slots.size() / 2);
  old.swap(m_slots);
  for (const Slot& entry : old) {
    if (entry.hash != 0) {
      m_slots[find(entry.hash)] = entry;
    }
  }
}

CaseIndex::Slot& CaseIndex::slot(quint64 hash) {
  std::size_t at = find(hash);
  if (m_slots[at].hash == 0) {
    if (m_used * 5 >= m_slots.size() * 4) {
      grow();
      at = find(hash);
    }
    m_slots[at].hash = hash;
    ++m_used;
  }
  return m_slots[at];
}

void CaseIndex::noteUsable(const QString& caseId, qint64 number) {
  slot(hashOf(caseId)).last = static_cast<quint32>(number);
}

void CaseIndex::restart() {
  for (Slot& entry : m_slots) {
    entry.count = 0;
  }
}

qint64 CaseIndex::advance(const QString& caseId) {
  return ++slot(hashOf(caseId)).count & ~kOpened;
}

bool CaseIndex::open(const QString& caseId) {
  Slot& entry = slot(hashOf(caseId));
  const bool first = (entry.count & kOpened) == 0;
  entry.count |= kOpened;
  return first;
}

qint64 CaseIndex::lastUsable(const QString& caseId) const {
  return m_slots[find(hashOf(caseId))].last;
}

} // namespace sentinai
