// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/daemon/daemon_metrics.h"

#include <algorithm>

namespace sentinai {

namespace {

/// A label's value, in quotes.
QByteArray quoted(const QString& text) {
  QByteArray value = text.toUtf8();
  value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
  return '"' + value + '"';
}

class Family {
public:
  Family(QByteArray& text, const char* name, const char* type, const char* help)
      : m_text(text)
      , m_name(name) {
    m_text += "# HELP " + m_name + ' ' + help + "\n# TYPE " + m_name + ' ' + type + '\n';
  }

  void add(const QString& tenant, const QByteArray& labels, double value, const char* suffix = "") {
    m_text += m_name + suffix + "{tenant=" + quoted(tenant) + (labels.isEmpty() ? "" : "," + labels) + "} " +
              QByteArray::number(value, 'g', 15) + '\n';
  }

private:
  QByteArray& m_text;
  QByteArray m_name;
};

} // namespace

void DaemonMetrics::count(const QString& tenant, const WorkReport& report) {
  Tenant& counts = m_tenants[tenant];
  if (report.lost || report.cutShort) {
    ++counts.lost;
  } else if (report.untold) {
    ++counts.untold;
  } else if (!report.error) {
    ++counts.done;
  } else {
    ++(report.errorClass == WorkErrorClass::Permanent ? counts.permanent : counts.transient);
  }
  counts.seconds += std::chrono::duration<double>(report.took).count();
  for (const QString& type : report.events) {
    ++counts.events[type];
  }
}

bool DaemonMetrics::isUp() const {
  return std::ranges::all_of(m_tenants, [](const auto& tenant) { return tenant.second.up; });
}

QByteArray DaemonMetrics::text() const {
  QByteArray text;
  Family up(text, "sentinai_queue_up", "gauge", "Whether the queue answered when it was asked last.");
  for (const auto& [id, tenant] : m_tenants) {
    up.add(id, {}, tenant.up ? 1 : 0);
  }
  Family halted(text, "sentinai_tenant_halted", "gauge",
                "Whether the tenant is suspended or archived, so nothing is worked.");
  for (const auto& [id, tenant] : m_tenants) {
    halted.add(id, {}, tenant.halted ? 1 : 0);
  }
  Family items(text, "sentinai_queue_items", "gauge", "Items in the queue, some seconds ago.");
  for (const auto& [id, tenant] : m_tenants) {
    items.add(id, "state=\"due\"", static_cast<double>(tenant.status.due));
    items.add(id, "state=\"scheduled\"", static_cast<double>(tenant.status.scheduled));
    items.add(id, "state=\"taken\"", static_cast<double>(tenant.status.taken));
    items.add(id, "state=\"without_pack\"", static_cast<double>(tenant.status.withoutPack));
    items.add(id, "state=\"dead\"", static_cast<double>(tenant.status.dead));
  }
  Family worked(text, "sentinai_worked_total", "counter", "Items worked since the start, by what came of them.");
  for (const auto& [id, tenant] : m_tenants) {
    worked.add(id, "outcome=\"done\"", static_cast<double>(tenant.done));
    worked.add(id, "outcome=\"transient\"", static_cast<double>(tenant.transient));
    worked.add(id, "outcome=\"permanent\"", static_cast<double>(tenant.permanent));
    worked.add(id, "outcome=\"lost\"", static_cast<double>(tenant.lost));
    worked.add(id, "outcome=\"untold\"", static_cast<double>(tenant.untold));
  }
  Family events(text, "sentinai_events_total", "counter", "Events written since the start, by type.");
  for (const auto& [id, tenant] : m_tenants) {
    for (const auto& [type, count] : tenant.events) {
      events.add(id, "type=" + quoted(type), static_cast<double>(count));
    }
  }
  Family seconds(text, "sentinai_work_seconds", "summary", "Time that items took.");
  for (const auto& [id, tenant] : m_tenants) {
    seconds.add(id, {}, tenant.seconds, "_sum");
    seconds.add(id, {},
                static_cast<double>(tenant.done + tenant.transient + tenant.permanent + tenant.lost + tenant.untold),
                "_count");
  }
  return text;
}

} // namespace sentinai
