// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/tenancy_contract.h"

#include "repositories/database/event_id.h"

namespace sentinai {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QStringList idsOf(const Page<Tenant>& page) {
  QStringList ids;
  for (const Tenant& tenant : page.rows) {
    ids << tenant.tenantId;
  }
  return ids;
}

} // namespace

void TenancyContract::createdTenantReadsBack() {
  const QString id = uniqueName(u"insurer"_s);
  const Instant before = currentInstant() - 5min;
  const Result<Tenant> created = await(database().tenants().create(id, u"Versicherung Zürich"_s, {}));
  VERIFY_OK(created);
  QCOMPARE(created->tenantId, id);
  QCOMPARE(created->name, u"Versicherung Zürich"_s);
  QCOMPARE(created->status, TenantStatus::Active);
  QVERIFY(created->createdAt > before);
  QCOMPARE(valueOf(await(database().tenants().get(id, {}))), *created);

  const std::unique_ptr<Session> opened = database().openSession(id);
  VERIFY_OK(await(opened->exceptions().create(sampleException(), sampleUser(), {}, {})));
  VERIFY_ERROR(await(database().tenants().create(id, u"Again"_s, {})), Conflict);
}

void TenancyContract::tenantsAreListedByIdInPages() {
  const QString stem = uniqueName(u"list"_s);
  QStringList wanted;
  for (const QString& name : {u"c"_s, u"a"_s, u"d"_s, u"b"_s}) {
    VERIFY_OK(await(database().tenants().create(stem + u'-' + name, u"Haus ÄÖÜ "_s + name, {})));
    wanted << stem + u'-' + name;
  }
  wanted.sort();
  TenantFilter filter;
  filter.text = stem.toUpper();
  QStringList found;
  std::optional<QString> after;
  do {
    const Page<Tenant> page = valueOf(await(database().tenants().list(filter, 3, after, {})));
    found << idsOf(page);
    after = page.next;
  } while (after);
  QCOMPARE(found, wanted);

  filter.text = u"haus äöü d"_s;
  QVERIFY(idsOf(valueOf(await(database().tenants().list(filter, 10000, {}, {})))).contains(stem + u"-d"_s));
  VERIFY_ERROR(await(database().tenants().list({}, 0, {}, {})), InvalidInput);
}

void TenancyContract::refusesBadTenants() {
  for (const QString& id : {QString(), QString(65, u'x'), u"with space"_s, u"süd"_s, u"a\nb"_s, u"a'b"_s, u"a/b"_s}) {
    VERIFY_ERROR(await(database().tenants().create(id, u"Name"_s, {})), InvalidInput);
  }
  for (const QString& name : {QString(), u" "_s, u"Ba\nnk"_s, u"Ba\u200bnk"_s}) {
    VERIFY_ERROR(await(database().tenants().create(uniqueName(u"unnamed"_s), name, {})), InvalidInput);
  }
  VERIFY_ERROR(await(database().tenants().get(u"nobody"_s, {})), NotFound);
  VERIFY_ERROR(await(database().tenants().setStatus(u"nobody"_s, TenantStatus::Archived, {})), NotFound);
}

void TenancyContract::suspendedTenantIsReadOnly() {
  const Exception row = create(sampleException());
  const Playbook playbook = valueOf(await(session().playbooks().create(u"Chase"_s, {}, {})));
  const Tenant suspended = valueOf(await(database().tenants().setStatus(tenantId(), TenantStatus::Suspended, {})));
  QCOMPARE(suspended.status, TenantStatus::Suspended);

  QCOMPARE(valueOf(await(exceptions().get(row.exceptionId, {}))), row);
  QCOMPARE(valueOf(await(exceptions().count({}, 10, {}))).value, 1);
  VERIFY_ERROR(await(exceptions().create(sampleException(u"EX-2"_s), sampleUser(), {}, {})), PermissionDenied);
  VERIFY_ERROR(await(events().append(sampleComment(row.exceptionId, u"hello"_s, sampleInstant()), {})),
               PermissionDenied);
  VERIFY_ERROR(await(session().playbooks().create(u"Other"_s, {}, {})), PermissionDenied);
  VERIFY_ERROR(await(session().playbooks().setActive(playbook.playbookId, true, {})), PermissionDenied);
  VERIFY_ERROR(await(session().policyPacks().createVersion(tenantId(), {}, {})), PermissionDenied);
  QVERIFY(idsOf(valueOf(await(database().tenants().list({}, 10000, {}, {})))).contains(tenantId()));

  VERIFY_OK(await(database().tenants().setStatus(tenantId(), TenantStatus::Active, {})));
  VERIFY_OK(await(exceptions().create(sampleException(u"EX-2"_s), sampleUser(), {}, {})));
}

void TenancyContract::archivedTenantIsHiddenAndRefusesWrites() {
  const Exception row = create(sampleException());
  VERIFY_OK(await(database().tenants().setStatus(tenantId(), TenantStatus::Archived, {})));
  QVERIFY(!idsOf(valueOf(await(database().tenants().list({}, 10000, {}, {})))).contains(tenantId()));
  TenantFilter archived;
  archived.statuses = {TenantStatus::Archived};
  QVERIFY(idsOf(valueOf(await(database().tenants().list(archived, 10000, {}, {})))).contains(tenantId()));
  VERIFY_ERROR(await(events().append(sampleComment(row.exceptionId, u"hello"_s, sampleInstant()), {})),
               PermissionDenied);
}

void TenancyContract::neitherTenantSeesTheOther() {
  const Exception mine = create(sampleException());
  const Playbook playbook = valueOf(await(session().playbooks().create(u"Mine"_s, {}, {})));
  ToolDefinition tool;
  tool.name = u"mine"_s;
  tool.tenantId = tenantId();
  const ToolDefinition created = valueOf(await(session().tools().create(tool, {})));
  VERIFY_OK(await(session().policyPacks().createVersion(tenantId(), {{u"a"_s, 1}}, {})));

  Session& other = otherSession();
  VERIFY_ERROR(await(other.exceptions().get(mine.exceptionId, {})), NotFound);
  QVERIFY(valueOf(await(other.exceptions().getAll({mine.exceptionId}, {}))).empty());
  QVERIFY(valueOf(await(other.exceptions().list({}, {}))).rows.empty());
  ExceptionQuery search;
  search.filter.text = u"müller"_s;
  QVERIFY(valueOf(await(other.exceptions().list(search, {}))).rows.empty());
  QCOMPARE(valueOf(await(other.exceptions().count({}, 10, {}))).value, 0);
  QCOMPARE(valueOf(await(other.exceptions().count(search.filter, 10, {}))).value, 0);
  QVERIFY(valueOf(await(other.exceptions().distinctValues(ExceptionField::Entity, {}, 10, {}))).isEmpty());
  VERIFY_ERROR(await(other.exceptions().similar(mine.exceptionId, 10, std::nullopt, {})), NotFound);
  QVERIFY(valueOf(await(other.events().timeline(mine.exceptionId, {}, {}))).rows.empty());
  QVERIFY(valueOf(await(other.events().list({}, {}))).rows.empty());
  VERIFY_ERROR(await(other.events().verifyChain(mine.exceptionId, {})), NotFound);
  VERIFY_ERROR(await(other.playbooks().get(playbook.playbookId, {})), NotFound);
  QVERIFY(valueOf(await(other.playbooks().list(false, {}))).empty());
  QVERIFY(valueOf(await(other.playbookSteps().list(playbook.playbookId, {}))).empty());
  VERIFY_ERROR(await(other.tools().get(created.toolId, {})), NotFound);
  QVERIFY(valueOf(await(other.tools().list(ToolScope::Tenant, {}))).empty());
  VERIFY_ERROR(await(other.policyPacks().latest(otherTenantId(), {})), NotFound);
  DashboardQuery figures;
  figures.now = currentInstant();
  QCOMPARE(valueOf(await(other.dashboard().figures(figures, {}))).total, 0);

  ExceptionUpdate update;
  update.exceptionId = mine.exceptionId;
  update.expectedVersion = 1;
  update.patch.setStatus(Status::Resolved);
  VERIFY_ERROR(await(other.exceptions().update(update, {})), NotFound);
  VERIFY_ERROR(await(other.events().append(sampleComment(mine.exceptionId, u"hello"_s, sampleInstant()), {})),
               NotFound);
  VERIFY_ERROR(await(other.playbooks().setActive(playbook.playbookId, true, {})), NotFound);
  VERIFY_ERROR(await(other.tools().update(created, created, {})), NotFound);
  VERIFY_ERROR(await(other.tools().remove(created.toolId, {})), NotFound);
  QCOMPARE(valueOf(await(exceptions().get(mine.exceptionId, {}))), mine);
  QCOMPARE(valueOf(await(session().tools().get(created.toolId, {}))), created);
}

void TenancyContract::sameIdsLiveApart() {
  const QUuid key = newEventId();
  Exception mine = sampleException();
  Exception theirs = sampleException();
  theirs.severity = Severity::Low;
  VERIFY_OK(await(exceptions().create(mine, sampleUser(), key, {})));
  VERIFY_OK(await(otherSession().exceptions().create(theirs, sampleUser(), key, {})));
  QCOMPARE(valueOf(await(exceptions().get(mine.exceptionId, {}))), asCreated(mine, tenantId()));
  QCOMPARE(valueOf(await(otherSession().exceptions().get(mine.exceptionId, {}))), asCreated(theirs, otherTenantId()));
  change(mine.exceptionId, {{u"status"_s, u"resolved"_s}});
  QCOMPARE(valueOf(await(otherSession().exceptions().get(mine.exceptionId, {}))), asCreated(theirs, otherTenantId()));
}

void TenancyContract::openingAForeignTenantGivesNothing() {
  const Exception mine = create(sampleException());
  if (!onPostgresql()) {
    // Without logins the wall is between sessions; a tenant that does not exist is the only foreign one.
    const std::unique_ptr<Session> nowhere = database().openSession(u"nowhere"_s);
    QVERIFY(valueOf(await(nowhere->exceptions().list({}, {}))).rows.empty());
    VERIFY_ERROR(await(nowhere->exceptions().create(sampleException(), sampleUser(), {}, {})), PermissionDenied);
    return;
  }
  const std::unique_ptr<Session> intruder = otherDatabase().openSession(tenantId());
  VERIFY_ERROR(await(intruder->exceptions().get(mine.exceptionId, {})), NotFound);
  QVERIFY(valueOf(await(intruder->exceptions().list({}, {}))).rows.empty());
  QCOMPARE(valueOf(await(intruder->exceptions().count({}, 10, {}))).value, 0);
  QVERIFY(valueOf(await(intruder->events().list({}, {}))).rows.empty());
  VERIFY_ERROR(await(intruder->exceptions().create(sampleException(u"EX-2"_s), sampleUser(), {}, {})),
               PermissionDenied);
  VERIFY_ERROR(await(intruder->events().append(sampleComment(mine.exceptionId, u"hello"_s, sampleInstant()), {})),
               PermissionDenied);
  VERIFY_ERROR(await(otherDatabase().tenants().get(tenantId(), {})), NotFound);
  VERIFY_ERROR(await(otherDatabase().tenants().setStatus(tenantId(), TenantStatus::Archived, {})), NotFound);
}

void TenancyContract::membersAreGrantedChangedAndRevoked() {
  const QString id = uniqueName(u"members"_s);
  VERIFY_OK(await(database().tenants().create(id, u"Members"_s, {})));
  const std::unique_ptr<Session> opened = database().openSession(id);
  const std::vector<TenantMember> first = valueOf(await(opened->members().list({})));
  QCOMPARE(first.size(), std::size_t{1});
  QCOMPARE(first[0].tenantId, id);
  QCOMPARE(first[0].access, Access::Admin);

  // A login of the server, which is no member here yet.
  const QString carol = testDatabase().roleName(uniqueName(u"zoe"_s));
  testDatabase().addLogin(uniqueName(u"zoe"_s), {});
  const TenantMember granted = valueOf(await(opened->members().grant(carol, Access::Analyst, {})));
  QCOMPARE(granted.roleName, carol);
  QCOMPARE(granted.access, Access::Analyst);
  QCOMPARE(valueOf(await(opened->members().grant(carol, Access::Supervisor, {}))).access, Access::Supervisor);

  QStringList names;
  for (const TenantMember& member : valueOf(await(opened->members().list({})))) {
    names << member.roleName;
  }
  QStringList sorted = names;
  sorted.sort();
  QCOMPARE(names, sorted);
  QCOMPARE(names.size(), 2);

  VERIFY_OK(await(opened->members().revoke(carol, {})));
  VERIFY_ERROR(await(opened->members().revoke(carol, {})), NotFound);
  VERIFY_ERROR(await(opened->members().grant(QString(), Access::Analyst, {})), InvalidInput);
  if (onPostgresql()) {
    VERIFY_ERROR(await(opened->members().grant(u"no_such_role"_s, Access::Analyst, {})), NotFound);
  }
}

void TenancyContract::lastAdminStays() {
  const QString id = uniqueName(u"admins"_s);
  VERIFY_OK(await(database().tenants().create(id, u"Admins"_s, {})));
  const std::unique_ptr<Session> opened = database().openSession(id);
  const QString me = valueOf(await(opened->members().list({}))).front().roleName;
  VERIFY_ERROR(await(opened->members().revoke(me, {})), Conflict);
  VERIFY_ERROR(await(opened->members().grant(me, Access::Analyst, {})), Conflict);
  QCOMPARE(valueOf(await(opened->members().list({}))).size(), std::size_t{1});
}

void TenancyContract::whoSawSomethingElseIsTold() {
  const QString id = uniqueName(u"seen"_s);
  VERIFY_OK(await(database().tenants().create(id, u"Seen"_s, {})));
  TenantRepository& tenants = database().tenants();
  VERIFY_OK(await(tenants.setStatus(id, TenantStatus::Suspended, {}, TenantStatus::Active)));
  const Result<Tenant> stale = await(tenants.setStatus(id, TenantStatus::Archived, {}, TenantStatus::Active));
  VERIFY_ERROR(stale, Conflict);
  QCOMPARE(
      stale.error().message,
      u"The status of tenant %1 is suspended by now, not active as you saw it. Look again, then decide."_s.arg(id));
  QCOMPARE(valueOf(await(tenants.get(id, {}))).status, TenantStatus::Suspended);
  VERIFY_ERROR(await(tenants.setStatus(u"nobody"_s, TenantStatus::Archived, {}, TenantStatus::Active)), NotFound);
  VERIFY_OK(await(tenants.setStatus(id, TenantStatus::Active, {})));

  const std::unique_ptr<Session> opened = database().openSession(id);
  MemberRepository& members = opened->members();
  const QString zoe = testDatabase().roleName(uniqueName(u"zoe"_s));
  testDatabase().addLogin(uniqueName(u"zoe"_s), {});
  VERIFY_ERROR(await(members.grant(zoe, Access::Analyst, {}, Access::Supervisor)), Conflict);
  VERIFY_OK(await(members.grant(zoe, Access::Analyst, {}, Seen<Access>::none())));
  VERIFY_ERROR(await(members.grant(zoe, Access::Agent, {}, Seen<Access>::none())), Conflict);
  VERIFY_OK(await(members.grant(zoe, Access::Supervisor, {}, Access::Analyst)));
  const Result<TenantMember> late = await(members.grant(zoe, Access::Admin, {}, Access::Analyst));
  VERIFY_ERROR(late, Conflict);
  QCOMPARE(late.error().message,
           u"The access of %1 is supervisor by now, not analyst as you saw it. Look again, then decide."_s.arg(zoe));
  VERIFY_ERROR(await(members.revoke(zoe, {}, Access::Analyst)), Conflict);
  QCOMPARE(valueOf(await(members.list({}))).size(), std::size_t{2});
  VERIFY_OK(await(members.revoke(zoe, {}, Access::Supervisor)));
  VERIFY_ERROR(await(members.revoke(zoe, {}, Access::Supervisor)), Conflict);
}

} // namespace sentinai
