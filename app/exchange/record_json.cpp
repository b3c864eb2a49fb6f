// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/record_json.h"

#include <QJsonArray>

namespace sentinai {

namespace {

QJsonValue optionalText(const std::optional<QString>& text) {
  return text ? QJsonValue(*text) : QJsonValue();
}
QJsonValue optionalNumber(const std::optional<int>& number) {
  return number ? QJsonValue(*number) : QJsonValue();
}
QJsonValue optionalNumber(const std::optional<qint64>& number) {
  return number ? QJsonValue(*number) : QJsonValue();
}
QJsonValue optionalTime(const std::optional<Instant>& at) {
  return at ? QJsonValue(toIsoText(*at)) : QJsonValue();
}

template <TextEnum E>
QJsonObject countsByName(const std::map<E, qint64>& counts) {
  QJsonObject object;
  for (const auto& [value, count] : counts) {
    object.insert(toText(value), count);
  }
  return object;
}

QJsonArray namedCounts(const std::vector<NamedCount>& counts) {
  QJsonArray array;
  for (const NamedCount& entry : counts) {
    array.append(QJsonObject{{QStringLiteral("name"), entry.name}, {QStringLiteral("count"), entry.count}});
  }
  return array;
}

} // namespace

QJsonObject toJson(const Exception& exception) {
  return {
      {QStringLiteral("exception_id"), exception.exceptionId},
      {QStringLiteral("tenant_id"), exception.tenantId},
      {QStringLiteral("domain"), exception.domain},
      {QStringLiteral("type"), exception.type},
      {QStringLiteral("severity"), toText(exception.severity)},
      {QStringLiteral("status"), toText(exception.status)},
      {QStringLiteral("source_system"), exception.sourceSystem},
      {QStringLiteral("entity"), exception.entity},
      {QStringLiteral("amount"), exception.amount ? QJsonValue(exception.amount->text()) : QJsonValue()},
      {QStringLiteral("currency"), optionalText(exception.currency)},
      {QStringLiteral("sla_deadline"), optionalTime(exception.slaDeadline)},
      {QStringLiteral("owner"), optionalText(exception.owner)},
      {QStringLiteral("current_playbook_id"), optionalNumber(exception.currentPlaybookId)},
      {QStringLiteral("current_step"), optionalNumber(exception.currentStep)},
      {QStringLiteral("version"), exception.version},
      {QStringLiteral("created_at"), toIsoText(exception.createdAt)},
      {QStringLiteral("updated_at"), toIsoText(exception.updatedAt)},
      {QStringLiteral("resolved_at"), optionalTime(exception.resolvedAt)},
  };
}

QJsonObject toJson(const Tenant& tenant) {
  return {
      {QStringLiteral("tenant_id"), tenant.tenantId},
      {QStringLiteral("name"), tenant.name},
      {QStringLiteral("status"), toText(tenant.status)},
      {QStringLiteral("created_at"), toIsoText(tenant.createdAt)},
      {QStringLiteral("updated_at"), toIsoText(tenant.updatedAt)},
  };
}

QJsonObject toJson(const TenantMember& member) {
  return {
      {QStringLiteral("tenant_id"), member.tenantId},
      {QStringLiteral("role_name"), member.roleName},
      {QStringLiteral("access"), toText(member.access)},
      {QStringLiteral("created_at"), toIsoText(member.createdAt)},
  };
}

QJsonObject toJson(const Privilege& privilege) {
  QJsonArray grantedTo;
  for (const Access access : privilege.grantedTo) {
    grantedTo.append(toText(access));
  }
  return {
      {QStringLiteral("action"), privilege.action},
      {QStringLiteral("granted_to"), grantedTo},
      {QStringLiteral("allowed"), privilege.allowed},
      {QStringLiteral("reason"), privilege.reason},
  };
}

QJsonObject toJson(const AuditEntry& entry) {
  return {
      {QStringLiteral("audit_id"), entry.auditId},
      {QStringLiteral("at"), toIsoText(entry.at)},
      {QStringLiteral("login"), entry.login},
      {QStringLiteral("tenant_id"), optionalText(entry.tenantId)},
      {QStringLiteral("action"), entry.action},
      {QStringLiteral("object_type"), entry.objectType},
      {QStringLiteral("object_id"), entry.objectId},
      {QStringLiteral("before"), entry.before.isEmpty() ? QJsonValue() : QJsonValue(entry.before)},
      {QStringLiteral("after"), entry.after.isEmpty() ? QJsonValue() : QJsonValue(entry.after)},
      {QStringLiteral("client_address"), entry.clientAddress},
      {QStringLiteral("application"), entry.application},
  };
}

QJsonObject toJson(const Checkpoint& checkpoint) {
  return {
      {QStringLiteral("number"), checkpoint.number},
      {QStringLiteral("at"), toIsoText(checkpoint.at)},
      {QStringLiteral("exceptions"), checkpoint.exceptions},
      {QStringLiteral("events"), checkpoint.events},
      {QStringLiteral("root"), QString::fromLatin1(checkpoint.root.toHex())},
      {QStringLiteral("created_at"), toIsoText(checkpoint.createdAt)},
      {QStringLiteral("created_by"), checkpoint.createdBy},
  };
}

QJsonObject toJson(const Health& health) {
  return {
      {QStringLiteral("engine"), health.engine},
      {QStringLiteral("server_version"), health.serverVersion},
      {QStringLiteral("latency_ms"), static_cast<double>(health.latency.count()) / 1000},
      {QStringLiteral("schema_version"), health.schemaVersion},
      {QStringLiteral("latest_schema_version"), health.latestSchemaVersion},
      {QStringLiteral("up_to_date"), health.upToDate()},
      {QStringLiteral("login"), health.login},
      {QStringLiteral("tenant_id"), optionalText(health.tenantId)},
      {QStringLiteral("access"), optionalText(health.access)},
      {QStringLiteral("read_only"), health.readOnly},
      {QStringLiteral("pool"), QJsonObject{{QStringLiteral("open"), health.poolOpen},
                                           {QStringLiteral("in_use"), health.poolInUse},
                                           {QStringLiteral("waiting"), health.poolWaiting}}},
  };
}

QJsonObject toJson(const DashboardFigures& figures) {
  QJsonArray trend;
  for (const TrendDay& day : figures.trend) {
    trend.append(QJsonObject{{QStringLiteral("start"), toIsoText(day.start)},
                             {QStringLiteral("end"), toIsoText(day.end)},
                             {QStringLiteral("opened"), day.opened},
                             {QStringLiteral("resolved"), day.resolved}});
  }
  QJsonArray ageing;
  for (const AgeBucket& bucket : figures.ageing) {
    ageing.append(QJsonObject{
        {QStringLiteral("from_hours"), static_cast<qint64>(bucket.from.count())},
        {QStringLiteral("to_hours"), bucket.to ? QJsonValue(static_cast<qint64>(bucket.to->count())) : QJsonValue()},
        {QStringLiteral("counts"), countsByName(bucket.counts)}});
  }
  return {
      {QStringLiteral("total"), figures.total},
      {QStringLiteral("by_status"), countsByName(figures.byStatus)},
      {QStringLiteral("by_severity"), countsByName(figures.bySeverity)},
      {QStringLiteral("unresolved_by_severity"), countsByName(figures.unresolvedBySeverity)},
      {QStringLiteral("by_domain"), namedCounts(figures.byDomain)},
      {QStringLiteral("trend"), trend},
      {QStringLiteral("ageing"), ageing},
      {QStringLiteral("sla"), QJsonObject{{QStringLiteral("breached"), figures.sla.breached},
                                          {QStringLiteral("due_in_1h"), figures.sla.dueIn1h},
                                          {QStringLiteral("due_in_4h"), figures.sla.dueIn4h},
                                          {QStringLiteral("due_in_24h"), figures.sla.dueIn24h},
                                          {QStringLiteral("later"), figures.sla.later}}},
      {QStringLiteral("median_seconds_to_resolve"), optionalNumber(figures.medianSecondsToResolve)},
      {QStringLiteral("top_entities"), namedCounts(figures.topEntities)},
      {QStringLiteral("top_sources"), namedCounts(figures.topSources)},
      {QStringLiteral("by_owner"), namedCounts(figures.byOwner)},
  };
}

QJsonObject toCloudEvent(const ExceptionEvent& event) {
  const std::optional<QJsonObject> payload = event.readPayload();
  QJsonObject envelope{
      {QStringLiteral("specversion"), QStringLiteral("1.0")},
      {QStringLiteral("id"), event.eventId.toString(QUuid::WithoutBraces)},
      {QStringLiteral("source"), QStringLiteral("urn:sentinai:tenant:") + event.tenantId},
      {QStringLiteral("type"), event.eventType},
      {QStringLiteral("subject"), event.exceptionId},
      {QStringLiteral("time"), toIsoText(event.createdAt)},
      {QStringLiteral("datacontenttype"), payload ? QStringLiteral("application/json") : QStringLiteral("text/plain")},
      {QStringLiteral("data"), payload ? QJsonValue(*payload) : QJsonValue(QString::fromUtf8(event.payload))},
      {QStringLiteral("tenantid"), event.tenantId},
      {QStringLiteral("seq"), event.seq},
      {QStringLiteral("actortype"), toText(event.actor.type)},
      {QStringLiteral("recordedtime"), toIsoText(event.recordedAt)},
      {QStringLiteral("prevhash"), QString::fromLatin1(event.prevHash.toHex())},
      {QStringLiteral("hash"), QString::fromLatin1(event.hash.toHex())},
  };
  // CloudEvents knows no null: an absent attribute is left out.
  if (event.actor.id) {
    envelope.insert(QStringLiteral("actorid"), *event.actor.id);
  }
  return envelope;
}

} // namespace sentinai
