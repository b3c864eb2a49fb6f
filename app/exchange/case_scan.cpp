// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/case_scan.h"

namespace sentinai {

namespace {
constexpr std::size_t kMostHeld = 64;
constexpr qsizetype kMostHeldSize = qsizetype{1024} * 1024;
} // namespace

CaseScan::CaseScan(const RowMapper& mapper, CaseIndex& cases)
    : m_mapper(mapper)
    , m_cases(cases)
    , m_held(kMostHeld) {}

bool CaseScan::add(const LogRow& row) {
  const std::optional<QString> caseId = m_mapper.caseId(row);
  if (!caseId) {
    return false;
  }
  const qint64 number = m_cases.advance(*caseId);
  if (!m_mapper.key(row)) {
    return false;
  }
  if (m_mapper.mapping().tenant && m_tenants.size() < kMaxTenants && m_cases.open(*caseId)) {
    if (const QString tenant = m_mapper.tenant(row); !tenant.isEmpty()) {
      m_tenants.insert(tenant);
    }
  }
  if (!needsAllColumns()) {
    m_cases.noteUsable(*caseId, number);
    return true;
  }
  if (m_heldCount == kMostHeld || m_heldCase != *caseId) {
    finish();
    m_heldCase = *caseId;
  }
  m_held[m_heldCount++] = {row, number};
  bool isNested = false;
  for (const LogValue& value : row.values) {
    m_heldSize += value.text.size();
    isNested = isNested || !value.nested.isUndefined();
  }
  if (m_heldSize > kMostHeldSize || isNested) {
    finish();
    m_held.assign(kMostHeld, Held());
  }
  return true;
}

void CaseScan::addRejected(const LogRow& row) {
  if (const std::optional<QString> caseId = m_mapper.caseId(row)) {
    m_cases.advance(*caseId);
  }
}

void CaseScan::finish() {
  for (; m_heldCount > 0; --m_heldCount) {
    const Held& held = m_held[m_heldCount - 1];
    if (m_mapper.map(held.row, {held.number, true})) {
      m_cases.noteUsable(m_heldCase, held.number);
      break;
    }
  }
  m_heldCount = 0;
  m_heldSize = 0;
}

} // namespace sentinai
