// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/configuration_contract.h"

#include <QJsonArray>

namespace sentinai {

using namespace Qt::StringLiterals;

namespace {

/// What nothing can be called: nothing, or what a terminal obeys and nobody sees.
const QStringList kNoNames{QString(),        u" "_s,           u"Cha\x1b[31mse"_s, u"Cha\nse"_s, u"Cha\u202ese"_s,
                           u"Cha\u200bse"_s, u"Cha\u034fse"_s, u"\u3164"_s,        u"Chase "_s};

QJsonObject pack(int limit) {
  return {{u"limits"_s, QJsonObject{{u"amount"_s, limit}, {u"currency"_s, u"EUR"_s}}},
          {u"rules"_s, QJsonArray{u"größer als"_s, QJsonObject{{u"if"_s, true}}}}};
}

void addBothKinds() {
  QTest::addColumn<bool>("domain");
  QTest::newRow("domain packs") << true;
  QTest::newRow("tenant policy packs") << false;
}

ToolDefinition tool(const QString& name, const std::optional<QString>& tenantId) {
  ToolDefinition tool;
  tool.name = name;
  tool.tenantId = tenantId;
  tool.type = ToolType::Webhook;
  tool.config = {{u"endpoint"_s, u"https://example.org/hook"_s}, {u"timeout_s"_s, 10}};
  return tool;
}

QStringList namesOf(const std::vector<ToolDefinition>& tools) {
  QStringList names;
  for (const ToolDefinition& tool : tools) {
    names << tool.name;
  }
  return names;
}

} // namespace

PackRepository& ConfigurationContract::packs() {
  QFETCH(bool, domain);
  if (domain) {
    return session().domainPacks();
  }
  return session().policyPacks();
}

QString ConfigurationContract::subject() {
  QFETCH(bool, domain);
  return domain ? uniqueName(u"Finance"_s) : tenantId();
}

void ConfigurationContract::packVersionsCountUpAndStay_data() {
  addBothKinds();
}

void ConfigurationContract::packVersionsCountUpAndStay() {
  const Result<PackVersion> first = await(packs().createVersion(subject(), pack(100), {}));
  VERIFY_OK(first);
  QCOMPARE(first->subject, subject());
  QCOMPARE(first->version, 1);
  QCOMPARE(first->pack, pack(100));
  QVERIFY(!first->active);
  QVERIFY(!first->createdBy.isEmpty());
  const PackVersion second = valueOf(await(packs().createVersion(subject(), pack(200), {})));
  QCOMPARE(second.version, 2);
  QCOMPARE(valueOf(await(packs().get(subject(), 1, {}))), *first);
  QCOMPARE(valueOf(await(packs().latest(subject(), {}))), second);
  QCOMPARE(valueOf(await(packs().list(subject(), {}))), (std::vector<PackVersion>{second, *first}));
  VERIFY_ERROR(await(packs().createVersion(QString(), pack(1), {})), InvalidInput);
  QJsonObject misleading = pack(1);
  misleading.insert(u"name"_s, u"Pa\u202eck"_s);
  VERIFY_ERROR(await(packs().createVersion(subject(), misleading, {})), InvalidInput);
}

void ConfigurationContract::activatingAndRollingBack_data() {
  addBothKinds();
}

void ConfigurationContract::activatingAndRollingBack() {
  for (const int limit : {100, 200}) {
    VERIFY_OK(await(packs().createVersion(subject(), pack(limit), {})));
  }
  VERIFY_ERROR(await(packs().active(subject(), {})), NotFound);
  const PackVersion active = valueOf(await(packs().activate(subject(), 2, {})));
  QVERIFY(active.active);
  QCOMPARE(active.version, 2);
  QCOMPARE(valueOf(await(packs().active(subject(), {}))), active);

  const PackVersion restored = valueOf(await(packs().rollBack(subject(), 1, {})));
  QCOMPARE(restored.version, 3);
  QCOMPARE(restored.pack, pack(100));
  QVERIFY(restored.active);
  QCOMPARE(valueOf(await(packs().active(subject(), {}))), restored);
  const std::vector<PackVersion> all = valueOf(await(packs().list(subject(), {})));
  QCOMPARE(all.size(), std::size_t{3});
  QVERIFY(all[0].active && !all[1].active && !all[2].active);
  VERIFY_ERROR(await(packs().activate(subject(), 9, {})), NotFound);
  VERIFY_ERROR(await(packs().rollBack(subject(), 9, {})), NotFound);
  QCOMPARE(valueOf(await(packs().active(subject(), {}))).version, 3);
}

void ConfigurationContract::whoSawAnotherVersionActiveIsTold_data() {
  addBothKinds();
}

void ConfigurationContract::whoSawAnotherVersionActiveIsTold() {
  for (const int limit : {100, 200}) {
    VERIFY_OK(await(packs().createVersion(subject(), pack(limit), {})));
  }
  VERIFY_ERROR(await(packs().activate(subject(), 1, {}, 2)), Conflict);
  VERIFY_ERROR(await(packs().active(subject(), {})), NotFound);
  VERIFY_OK(await(packs().activate(subject(), 1, {}, Seen<int>::none())));
  VERIFY_ERROR(await(packs().activate(subject(), 2, {}, Seen<int>::none())), Conflict);
  VERIFY_OK(await(packs().activate(subject(), 2, {}, 1)));
  const Result<PackVersion> late = await(packs().activate(subject(), 1, {}, 1));
  VERIFY_ERROR(late, Conflict);
  QCOMPARE(late.error().message,
           u"The active version of the pack of %1 is 2 by now, not 1 as you saw it. Look again, then decide."_s.arg(
               subject()));
  VERIFY_ERROR(await(packs().rollBack(subject(), 1, {}, 1)), Conflict);
  VERIFY_ERROR(await(packs().rollBack(subject(), 1, {}, Seen<int>::none())), Conflict);
  VERIFY_ERROR(await(packs().activate(subject(), 9, {}, 2)), NotFound);
  // What was refused left nothing behind.
  QCOMPARE(valueOf(await(packs().list(subject(), {}))).size(), std::size_t{2});
  QCOMPARE(valueOf(await(packs().active(subject(), {}))).version, 2);
  QCOMPARE(valueOf(await(packs().rollBack(subject(), 1, {}, 2))).version, 3);
}

void ConfigurationContract::ofManyWhoActivateAtOnceOneSawRight_data() {
  addBothKinds();
}

void ConfigurationContract::ofManyWhoActivateAtOnceOneSawRight() {
  constexpr int editors = 6;
  for (int i = 0; i < editors; ++i) {
    VERIFY_OK(await(packs().createVersion(subject(), pack(i), {})));
  }
  for (const Seen<int>& seen : {Seen<int>::none(), Seen<int>(1)}) {
    if (seen.value()) {
      VERIFY_OK(await(packs().activate(subject(), *seen.value(), {})));
    }
    std::vector<Task<PackVersion>> tasks;
    for (int version = 1 + seen.value().value_or(0); version <= editors; ++version) {
      tasks.push_back(packs().activate(subject(), version, {}, seen));
    }
    int activated = 0;
    for (Task<PackVersion>& task : tasks) {
      const Result<PackVersion> outcome = await(std::move(task));
      if (outcome) {
        ++activated;
      } else {
        VERIFY_ERROR(outcome, Conflict);
      }
    }
    QCOMPARE(activated, 1);
  }
}

void ConfigurationContract::packDifferenceNamesPaths_data() {
  addBothKinds();
}

void ConfigurationContract::packDifferenceNamesPaths() {
  QJsonObject changed = pack(200);
  changed.insert(u"a/b"_s, true);
  changed.remove(u"rules"_s);
  VERIFY_OK(await(packs().createVersion(subject(), pack(100), {})));
  VERIFY_OK(await(packs().createVersion(subject(), changed, {})));
  const std::vector<PackDifference> difference = valueOf(await(packs().difference(subject(), 1, 2, {})));
  QStringList paths;
  for (const PackDifference& one : difference) {
    paths << one.path;
  }
  QCOMPARE(paths, (QStringList{u"/a~1b"_s, u"/limits/amount"_s, u"/rules"_s}));
  QCOMPARE(difference[0].before, QJsonValue(QJsonValue::Undefined));
  QCOMPARE(difference[1].before, QJsonValue(100));
  QCOMPARE(difference[1].after, QJsonValue(200));
  QCOMPARE(difference[2].after, QJsonValue(QJsonValue::Undefined));
  QVERIFY(valueOf(await(packs().difference(subject(), 2, 2, {}))).empty());
  VERIFY_ERROR(await(packs().difference(subject(), 1, 7, {})), NotFound);
}

void ConfigurationContract::packsOfNothingAreNotFound_data() {
  addBothKinds();
}

void ConfigurationContract::packsOfNothingAreNotFound() {
  VERIFY_ERROR(await(packs().get(subject(), 1, {})), NotFound);
  VERIFY_ERROR(await(packs().latest(subject(), {})), NotFound);
  VERIFY_ERROR(await(packs().active(subject(), {})), NotFound);
  QVERIFY(valueOf(await(packs().list(subject(), {}))).empty());
}

void ConfigurationContract::domainPacksAreSharedPolicyPacksAreNot() {
  const QString domain = uniqueName(u"Shared"_s);
  const PackVersion shared = valueOf(await(session().domainPacks().createVersion(domain, pack(1), {})));
  QCOMPARE(valueOf(await(otherSession().domainPacks().get(domain, 1, {}))), shared);

  VERIFY_OK(await(session().policyPacks().createVersion(tenantId(), pack(1), {})));
  VERIFY_ERROR(await(otherSession().policyPacks().get(tenantId(), 1, {})), NotFound);
  // One that writes to another tenant's packs is told no, whatever the words.
  const Result<PackVersion> foreign = await(otherSession().policyPacks().createVersion(tenantId(), pack(2), {}));
  QVERIFY(!foreign);
  QVERIFY(foreign.error().kind == DbError::Kind::InvalidInput ||
          foreign.error().kind == DbError::Kind::PermissionDenied);
  QCOMPARE(valueOf(await(session().policyPacks().list({}, {}))).size(), std::size_t{1});
}

void ConfigurationContract::concurrentPackVersionsAreNumberedOnce() {
  const QString domain = uniqueName(u"Busy"_s);
  std::vector<Task<PackVersion>> tasks;
  for (int i = 0; i < 6; ++i) {
    tasks.push_back(session().domainPacks().createVersion(domain, pack(i), {}));
  }
  int created = 0;
  for (Task<PackVersion>& task : tasks) {
    const Result<PackVersion> outcome = await(std::move(task));
    if (outcome) {
      ++created;
    } else {
      VERIFY_ERROR(outcome, Conflict);
    }
  }
  const std::vector<PackVersion> all = valueOf(await(session().domainPacks().list(domain, {})));
  QCOMPARE(static_cast<int>(all.size()), created);
  QVERIFY(created >= 1);
  for (int i = 0; i < created; ++i) {
    QCOMPARE(all[static_cast<std::size_t>(i)].version, created - i);
  }
}

void ConfigurationContract::playbookVersionsAndActivation() {
  PlaybookRepository& playbooks = session().playbooks();
  const QJsonObject rule{{u"=="_s, QJsonArray{QJsonObject{{u"var"_s, u"domain"_s}}, u"Finance"_s}}};
  const Result<Playbook> first = await(playbooks.create(u"Gegenpartei mahnen"_s, rule, {}));
  VERIFY_OK(first);
  QCOMPARE(first->version, 1);
  QCOMPARE(first->conditions, rule);
  QCOMPARE(first->tenantId, tenantId());
  QVERIFY(!first->active);
  QCOMPARE(valueOf(await(playbooks.get(first->playbookId, {}))), *first);

  PlaybookStep step;
  step.playbookId = first->playbookId;
  step.name = u"Write to them"_s;
  step.actionType = ActionType::Notify;
  step.params = {{u"channel"_s, u"email"_s}};
  VERIFY_OK(await(session().playbookSteps().create(step, {})));
  VERIFY_OK(await(playbooks.setActive(first->playbookId, true, {})));

  const Playbook second = valueOf(await(playbooks.newVersion(first->playbookId, {}, {})));
  QCOMPARE(second.version, 2);
  QCOMPARE(second.name, first->name);
  QVERIFY(!second.active);
  const std::vector<PlaybookStep> copied = valueOf(await(session().playbookSteps().list(second.playbookId, {})));
  QCOMPARE(copied.size(), std::size_t{1});
  QCOMPARE(copied[0].name, step.name);
  QCOMPARE(copied[0].params, step.params);
  QVERIFY(copied[0].playbookId == second.playbookId);

  QVERIFY(valueOf(await(playbooks.setActive(second.playbookId, true, {}))).active);
  QVERIFY(!valueOf(await(playbooks.get(first->playbookId, {}))).active);

  VERIFY_OK(await(playbooks.create(u"Abwarten"_s, {}, {})));
  QStringList listed;
  for (const Playbook& playbook : valueOf(await(playbooks.list(false, {})))) {
    listed << playbook.name + u' ' + QString::number(playbook.version);
  }
  QCOMPARE(listed, (QStringList{u"Abwarten 1"_s, u"Gegenpartei mahnen 2"_s, u"Gegenpartei mahnen 1"_s}));
  const std::vector<Playbook> active = valueOf(await(playbooks.list(true, {})));
  QCOMPARE(active.size(), std::size_t{1});
  QCOMPARE(active[0].playbookId, second.playbookId);
}

void ConfigurationContract::whoSawAnotherActivePlaybookChangesNothing() {
  PlaybookRepository& playbooks = session().playbooks();
  const Playbook first = valueOf(await(playbooks.create(u"Chase"_s, {}, {})));
  const Playbook second = valueOf(await(playbooks.newVersion(first.playbookId, {}, {})));
  const Playbook third = valueOf(await(playbooks.newVersion(first.playbookId, {}, {})));
  VERIFY_OK(await(playbooks.setActive(first.playbookId, true, {}, Seen<int>::none())));
  VERIFY_OK(await(playbooks.setActive(second.playbookId, true, {}, 1)));

  const Result<Playbook> late = await(playbooks.setActive(third.playbookId, true, {}, 1));
  VERIFY_ERROR(late, Conflict);
  QCOMPARE(late.error().message,
           u"The active version of playbook Chase is 2 by now, not 1 as you saw it. Look again, then decide."_s);
  VERIFY_ERROR(await(playbooks.setActive(third.playbookId, true, {}, Seen<int>::none())), Conflict);
  VERIFY_ERROR(await(playbooks.setActive(second.playbookId, false, {}, 1)), Conflict);
  VERIFY_ERROR(await(playbooks.setActive(999999, true, {}, 1)), NotFound);
  const std::vector<Playbook> active = valueOf(await(playbooks.list(true, {})));
  QCOMPARE(active.size(), std::size_t{1});
  QCOMPARE(active[0].playbookId, second.playbookId);

  VERIFY_OK(await(playbooks.setActive(second.playbookId, false, {}, 2)));
  QVERIFY(valueOf(await(playbooks.list(true, {}))).empty());
  const Result<Playbook> gone = await(playbooks.setActive(third.playbookId, true, {}, 2));
  VERIFY_ERROR(gone, Conflict);
  QVERIFY2(gone.error().message.contains(u"is none by now, not 2"_s), qUtf8Printable(gone.error().message));
}

void ConfigurationContract::refusesBadPlaybooks() {
  PlaybookRepository& playbooks = session().playbooks();
  VERIFY_OK(await(playbooks.create(u"Chase"_s, {}, {})));
  VERIFY_ERROR(await(playbooks.create(u"Chase"_s, {}, {})), Conflict);
  for (const QString& name : kNoNames) {
    VERIFY_ERROR(await(playbooks.create(name, {}, {})), InvalidInput);
  }
  VERIFY_ERROR(await(playbooks.get(999999, {})), NotFound);
  VERIFY_ERROR(await(playbooks.newVersion(999999, {}, {})), NotFound);
  VERIFY_ERROR(await(playbooks.setActive(999999, true, {})), NotFound);
}

void ConfigurationContract::stepsAreAppendedAndReordered() {
  PlaybookStepRepository& steps = session().playbookSteps();
  const int playbookId = valueOf(await(session().playbooks().create(u"Chase"_s, {}, {}))).playbookId;
  std::vector<int> ids;
  for (const ActionType action : allValues<ActionType>()) {
    PlaybookStep step;
    step.playbookId = playbookId;
    step.name = toText(action);
    step.actionType = action;
    const PlaybookStep created = valueOf(await(steps.create(step, {})));
    QCOMPARE(created.stepOrder, static_cast<int>(ids.size()) + 1);
    QCOMPARE(created.actionType, action);
    ids.push_back(created.stepId);
  }
  std::reverse(ids.begin(), ids.end());
  const std::vector<PlaybookStep> reordered = valueOf(await(steps.reorder(playbookId, ids, {})));
  QCOMPARE(reordered.size(), ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    QCOMPARE(reordered[i].stepId, ids[i]);
    QCOMPARE(reordered[i].stepOrder, static_cast<int>(i) + 1);
  }
  QCOMPARE(valueOf(await(steps.list(playbookId, {}))), reordered);

  std::vector<int> wrong = ids;
  wrong.pop_back();
  VERIFY_ERROR(await(steps.reorder(playbookId, wrong, {})), InvalidInput);
  wrong.push_back(wrong.front());
  VERIFY_ERROR(await(steps.reorder(playbookId, wrong, {})), InvalidInput);
  QCOMPARE(valueOf(await(steps.list(playbookId, {}))), reordered);
}

void ConfigurationContract::whoSawAnotherOrderOfStepsChangesNothing() {
  PlaybookStepRepository& steps = session().playbookSteps();
  const int playbookId = valueOf(await(session().playbooks().create(u"Chase"_s, {}, {}))).playbookId;
  std::vector<int> seen;
  for (const QString& name : {u"one"_s, u"two"_s, u"three"_s}) {
    PlaybookStep step;
    step.playbookId = playbookId;
    step.name = name;
    seen.push_back(valueOf(await(steps.create(step, {}))).stepId);
  }
  const std::vector<int> turned{seen[2], seen[0], seen[1]};
  const std::vector<PlaybookStep> present = valueOf(await(steps.reorder(playbookId, turned, {}, seen)));

  const Result<std::vector<PlaybookStep>> late =
      await(steps.reorder(playbookId, {seen[1], seen[0], seen[2]}, {}, seen));
  VERIFY_ERROR(late, Conflict);
  const auto shown = [](const std::vector<int>& ids) { return u"%1 %2 %3"_s.arg(ids[0]).arg(ids[1]).arg(ids[2]); };
  QCOMPARE(late.error().message,
           u"The order of the steps of playbook %1 is %2 by now, not %3 as you saw it. Look again, then decide."_s
               .arg(playbookId)
               .arg(shown(turned), shown(seen)));
  QCOMPARE(valueOf(await(steps.list(playbookId, {}))), present);
  VERIFY_OK(await(steps.reorder(playbookId, seen, {}, turned)));
}

void ConfigurationContract::refusesBadSteps() {
  PlaybookStep step;
  step.playbookId = 999999;
  step.name = u"Wait"_s;
  VERIFY_ERROR(await(session().playbookSteps().create(step, {})), NotFound);
  step.playbookId = valueOf(await(session().playbooks().create(u"Chase"_s, {}, {}))).playbookId;
  for (const QString& name : kNoNames) {
    step.name = name;
    VERIFY_ERROR(await(session().playbookSteps().create(step, {})), InvalidInput);
  }
  QVERIFY(valueOf(await(session().playbookSteps().list(999999, {}))).empty());
}

void ConfigurationContract::toolsOfTenantAndGlobal() {
  ToolDefinitionRepository& tools = session().tools();
  const QString global = uniqueName(u"global"_s);
  const ToolDefinition mine = valueOf(await(tools.create(tool(u"mine"_s, tenantId()), {})));
  QVERIFY(mine.toolId > 0);
  QCOMPARE(mine.tenantId, std::optional<QString>(tenantId()));
  QCOMPARE(mine.type, ToolType::Webhook);
  QCOMPARE(mine.config, tool({}, {}).config);
  const ToolDefinition shared = valueOf(await(tools.create(tool(global, std::nullopt), {})));
  QVERIFY(!shared.tenantId);

  QCOMPARE(namesOf(valueOf(await(tools.list(ToolScope::Tenant, {})))), QStringList{u"mine"_s});
  QVERIFY(namesOf(valueOf(await(tools.list(ToolScope::Global, {})))).contains(global));
  QVERIFY(!namesOf(valueOf(await(tools.list(ToolScope::Global, {})))).contains(u"mine"_s));
  QStringList all = namesOf(valueOf(await(tools.list(ToolScope::All, {}))));
  QVERIFY(all.contains(global) && all.contains(u"mine"_s));
  QStringList sorted = all;
  sorted.sort();
  QCOMPARE(all, sorted);
  QCOMPARE(valueOf(await(otherSession().tools().get(shared.toolId, {}))), shared);
}

void ConfigurationContract::toolsAreUpdatedAndRemoved() {
  ToolDefinitionRepository& tools = session().tools();
  ToolDefinition mine = valueOf(await(tools.create(tool(u"mine"_s, tenantId()), {})));
  const ToolDefinition seen = mine;
  mine.type = ToolType::Email;
  mine.config = {{u"to"_s, u"desk@example.org"_s}};
  QCOMPARE(valueOf(await(tools.update(mine, seen, {}))), mine);
  QCOMPARE(valueOf(await(tools.get(mine.toolId, {}))), mine);
  // Whoever saw it before that change, does not undo it.
  for (const ToolDefinition& wish : {seen, mine}) {
    const Result<ToolDefinition> late = await(tools.update(wish, seen, {}));
    VERIFY_ERROR(late, Conflict);
    QVERIFY2(late.error().message.contains(u"desk@example.org"_s) && late.error().message.contains(u"webhook"_s),
             qUtf8Printable(late.error().message));
  }
  VERIFY_ERROR(await(tools.remove(mine.toolId, {}, seen)), Conflict);
  QCOMPARE(valueOf(await(tools.get(mine.toolId, {}))), mine);
  VERIFY_OK(await(tools.update(mine, mine, {})));
  VERIFY_OK(await(tools.remove(mine.toolId, {}, mine)));
  VERIFY_ERROR(await(tools.get(mine.toolId, {})), NotFound);
  VERIFY_ERROR(await(tools.remove(mine.toolId, {})), NotFound);
  VERIFY_ERROR(await(tools.remove(mine.toolId, {}, mine)), NotFound);
  VERIFY_ERROR(await(tools.update(mine, mine, {})), NotFound);
}

void ConfigurationContract::refusesBadTools() {
  ToolDefinitionRepository& tools = session().tools();
  VERIFY_OK(await(tools.create(tool(u"mine"_s, tenantId()), {})));
  VERIFY_ERROR(await(tools.create(tool(u"mine"_s, tenantId()), {})), Conflict);
  const ToolDefinition seen = valueOf(await(tools.list(ToolScope::Tenant, {}))).front();
  for (const QString& name : kNoNames) {
    VERIFY_ERROR(await(tools.create(tool(name, tenantId()), {})), InvalidInput);
    ToolDefinition renamed = seen;
    renamed.name = name;
    VERIFY_ERROR(await(tools.update(renamed, seen, {})), InvalidInput);
  }
  const QString global = uniqueName(u"twice"_s);
  VERIFY_OK(await(tools.create(tool(global, std::nullopt), {})));
  VERIFY_ERROR(await(tools.create(tool(global, std::nullopt), {})), Conflict);
  // The tenant's own tool may bear a global one's name.
  VERIFY_OK(await(tools.create(tool(global, tenantId()), {})));
}

void ConfigurationContract::auditTellsWhoChangedWhat() {
  ToolDefinition mine = valueOf(await(session().tools().create(tool(u"mine"_s, tenantId()), {})));
  const ToolDefinition seen = mine;
  mine.config = {{u"timeout_s"_s, 99}};
  VERIFY_OK(await(session().tools().update(mine, seen, {})));
  VERIFY_OK(await(session().tools().remove(mine.toolId, {})));

  std::vector<AuditEntry> entries;
  std::optional<QString> after;
  do {
    const Page<AuditEntry> page = valueOf(await(session().audit().list(2, after, {})));
    for (const AuditEntry& entry : page.rows) {
      // Global tools of other tests are told of too.
      if (entry.objectType == u"tool_definition" && entry.tenantId == tenantId()) {
        entries.push_back(entry);
      }
    }
    after = page.next;
  } while (after && entries.size() < 3);
  QCOMPARE(entries.size(), std::size_t{3});
  QCOMPARE(entries[0].action, u"delete"_s);
  QCOMPARE(entries[1].action, u"update"_s);
  QCOMPARE(entries[2].action, u"insert"_s);
  for (const AuditEntry& entry : entries) {
    QVERIFY(entry.objectId.contains(QString::number(mine.toolId)));
    QVERIFY(!onPostgresql() || entry.login.startsWith(u"ann_"));
  }
  QVERIFY(entries[0].after.isEmpty());
  QVERIFY(entries[2].before.isEmpty());
  QCOMPARE(entries[1].before.value(u"name"_s), QJsonValue(u"mine"_s));
  QVERIFY(entries[1].before.value(u"config"_s) != entries[1].after.value(u"config"_s));
  for (const AuditEntry& entry : valueOf(await(otherSession().audit().list(1000, {}, {}))).rows) {
    QVERIFY(entry.tenantId != tenantId());
  }
  VERIFY_ERROR(await(session().audit().list(0, {}, {})), InvalidInput);
}

void ConfigurationContract::auditTellsOfEveryKindOfObject() {
  const Playbook playbook = valueOf(await(session().playbooks().create(u"Chase"_s, {{u"=="_s, QJsonArray{1, 1}}}, {})));
  PlaybookStep step;
  step.playbookId = playbook.playbookId;
  std::vector<int> order;
  for (const QString& name : {u"one"_s, u"two"_s}) {
    step.name = name;
    order.insert(order.begin(), valueOf(await(session().playbookSteps().create(step, {}))).stepId);
  }
  VERIFY_OK(await(session().playbookSteps().reorder(playbook.playbookId, order, {})));
  VERIFY_OK(await(session().playbooks().setActive(playbook.playbookId, true, {})));
  for (const int version : {1, 2}) {
    VERIFY_OK(await(session().policyPacks().createVersion(tenantId(), pack(version), {})));
    VERIFY_OK(await(session().policyPacks().activate(tenantId(), version, {})));
  }
  const QString domain = uniqueName(u"Audited"_s);
  for (const int version : {1, 2}) {
    VERIFY_OK(await(session().domainPacks().createVersion(domain, pack(version), {})));
    VERIFY_OK(await(session().domainPacks().activate(domain, version, {})));
  }
  const std::unique_ptr<Database> carl = openAs(u"carl"_s, Access::Analyst);
  const QString member = carl->login();
  if (onPostgresql()) {
    VERIFY_OK(await(session().members().grant(member, Access::Supervisor, {})));
  }
  VERIFY_OK(await(database().tenants().setStatus(tenantId(), TenantStatus::Suspended, {})));

  const std::vector<AuditEntry> entries = valueOf(await(session().audit().list(1000, {}, {}))).rows;
  // The newest of that object and action, which comes first.
  const auto told = [&](const QString& type, const QString& action) {
    const auto entry = std::ranges::find_if(entries, [&](const AuditEntry& one) {
      const bool isOurs = type.startsWith(u"domain_pack"_s) ? !one.tenantId && one.objectId.contains(domain)
                                                            : one.tenantId == tenantId();
      return isOurs && one.objectType == type && one.action == action;
    });
    return entry == entries.end() ? AuditEntry() : *entry;
  };
  QCOMPARE(told(u"playbook"_s, u"insert"_s).after.value(u"name"_s), QJsonValue(u"Chase"_s));
  QCOMPARE(QJsonValue(told(u"playbook_step"_s, u"insert"_s).after.value(u"name"_s)), QJsonValue(u"two"_s));
  QCOMPARE(told(u"tenant_policy_pack_version"_s, u"insert"_s).after.value(u"version"_s), QJsonValue(2));
  QCOMPARE(told(u"tenant_policy_pack_active"_s, u"insert"_s).after.value(u"version"_s), QJsonValue(1));
  QCOMPARE(told(u"domain_pack_version"_s, u"insert"_s).after.value(u"pack_json"_s), QJsonValue(pack(2)));
  QCOMPARE(told(u"domain_pack_active"_s, u"insert"_s).after.value(u"version"_s), QJsonValue(1));
  struct Change {
    QString type, column;
    QJsonValue from, to;
  };
  std::vector<Change> changes{{u"playbook"_s, u"active"_s, false, true},
                              {u"tenant_policy_pack_active"_s, u"version"_s, 1, 2},
                              {u"domain_pack_active"_s, u"version"_s, 1, 2},
                              {u"tenant"_s, u"status"_s, u"active"_s, u"suspended"_s}};
  if (onPostgresql()) {
    changes.push_back({u"tenant_member"_s, u"access"_s, u"analyst"_s, u"supervisor"_s});
  }
  for (const Change& change : changes) {
    const AuditEntry entry = told(change.type, u"update"_s);
    // SQLite has no truth values.
    const auto plain = [](const QJsonValue& value) { return value.isBool() ? QJsonValue(int{value.toBool()}) : value; };
    QCOMPARE(plain(entry.before.value(change.column)), plain(change.from));
    QCOMPARE(plain(entry.after.value(change.column)), plain(change.to));
    QCOMPARE(entry.login, database().login());
    QVERIFY(!onPostgresql() || entry.application == u"sentinai"_s);
  }
  const AuditEntry reordered = told(u"playbook_step"_s, u"update"_s);
  QVERIFY(reordered.before.value(u"step_order"_s) != reordered.after.value(u"step_order"_s));
}

} // namespace sentinai
