// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"

#include "app/ctl/chain_walk.h"
#include "app/ctl/record_check.h"
#include "app/exchange/checkpoint_reader.h"
#include "app/exchange/checkpoint_writer.h"
#include "app/exchange/record_json.h"
#include "repositories/database/utf8_text.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace sentinai::ctl {

namespace {

const QStringList kColumns{QStringLiteral("number"), QStringLiteral("at"),         QStringLiteral("exceptions"),
                           QStringLiteral("events"), QStringLiteral("created_by"), QStringLiteral("root")};

struct Arguments {
  std::string file;
};

/// Where the user's checkpoints of this tenant are, of this database: a file wherever it is named from, a server's as
/// it was named.
QDir keptFolder(CommandContext& context) {
  constexpr qsizetype kNamed = 16;
  const DatabaseUrl& url = context.url();
  const QString name =
      url.engine() == DatabaseUrl::Engine::Sqlite ? QFileInfo(url.sqlitePath()).canonicalFilePath() : url.displayText();
  const QByteArray database = QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha256).toHex().first(kNamed);
  return {QStringLiteral("%1/sentinai/checkpoints/%2/%3")
              .arg(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation), QString::fromLatin1(database),
                   context.session().tenantId())};
}

QString nameOf(Instant at) {
  return toIsoText(at).remove(QLatin1Char(':')) + QStringLiteral(".jsonl");
}

/// The latest checkpoint of the folder; empty where there is none.
QString latestIn(const QDir& folder) {
  const QStringList kept = folder.entryList({QStringLiteral("*.jsonl")}, QDir::Files);
  // A fraction of a second stands before the Z, and may be left out: without it the names are in the order of time.
  const auto moment = [](const QString& name) { return name.chopped(QStringLiteral("Z.jsonl").size()); };
  const auto latest = std::ranges::max_element(kept, {}, moment);
  return latest == kept.end() ? QString() : folder.filePath(*latest);
}

void create(CommandContext& context, QString path) {
  CheckpointRepository& checkpoints = context.session().checkpoints();
  const QString tenantId = context.session().tenantId();
  Checkpoint checkpoint;
  checkpoint.at = await(checkpoints.cut({}));
  if (path.isEmpty()) {
    path = keptFolder(context).filePath(nameOf(checkpoint.at));
  }
  const std::unique_ptr<CheckpointWriter> file = valueOrFail(CheckpointWriter::create(path, tenantId, checkpoint.at));
  CheckpointRoot root(tenantId, checkpoint.at);
  ChainWalk walk(context, checkpoint.at);
  while (const std::optional<WalkedChain> chain = walk.next()) {
    if (!chain->verdict.intact) {
      printVerdict(context, chain->exceptionId, chain->verdict);
      throw CommandError(ExitStatus::Failed,
                         QStringLiteral("A broken chain is not made a checkpoint of. Nothing was stored."));
    }
    if (chain->kept.seq > 0) {
      root.add(chain->exceptionId, chain->kept.seq, chain->kept.hash);
      file->add(chain->kept);
      ++checkpoint.exceptions;
      checkpoint.events += chain->kept.seq;
    }
  }
  checkpoint.root = root.result();
  const Checkpoint recorded = await(checkpoints.record(checkpoint, {}));
  valueOrFail(file->close(recorded));
  QJsonObject shown = toJson(recorded);
  shown.insert(QStringLiteral("file"), QDir::toNativeSeparators(path));
  context.output().object(shown, kColumns + QStringList{QStringLiteral("file")});
}

/// Makes the verdict that of the earliest event known to be wrong.
void blame(ChainVerdict& verdict, qint64 seq, const QString& problem) {
  if (verdict.intact || verdict.firstBadSeq.value_or(seq) >= seq) {
    verdict.intact = false;
    verdict.firstBadSeq = seq;
    verdict.problem = problem;
  }
}

/// The chain as it is now against what was kept of it; one of them may have nothing.
ChainVerdict compared(const WalkedChain& chain, const ChainMark& kept) {
  ChainVerdict verdict = chain.verdict;
  if (chain.kept.seq > kept.seq) {
    blame(verdict, kept.seq + 1,
          QStringLiteral("It says that it was recorded before the checkpoint, which does not have it."));
  } else if (chain.kept.hash != kept.hash) {
    blame(verdict, kept.seq, QStringLiteral("It is not the event that the checkpoint has in its place."));
  }
  for (qint64 seq = 1; seq <= kept.seq; ++seq) {
    const qsizetype place = (seq - 1) * ChainMark::kBytes;
    if (place >= chain.marks.size()) {
      blame(verdict, seq, QStringLiteral("It is missing; the checkpoint has %1 events.").arg(kept.seq));
      break;
    }
    if (chain.marks.mid(place, ChainMark::kBytes) != kept.marks.mid(place, ChainMark::kBytes)) {
      blame(verdict, seq, QStringLiteral("It is not the event that the checkpoint has in its place."));
      break;
    }
  }
  return verdict;
}

/// What was found wrong.
class Findings {
public:
  explicit Findings(CommandContext& context)
      : m_context(context) {}

  void add(const QString& exceptionId, const ChainVerdict& verdict) {
    if (!verdict.intact) {
      printVerdict(m_context, exceptionId, verdict);
      ++m_broken;
    }
  }

  /// Prints what it was compared with, and fails where something is wrong. `problem`: with the checkpoint itself.
  void close(const Checkpoint& checkpoint, const QString& source, const QString& problem) const {
    m_context.output().line(
        QStringLiteral("Checkpoint %1 of %2 (%3): %4")
            .arg(QString::number(checkpoint.number), toIsoText(checkpoint.at), source,
                 m_broken == 0 && problem.isEmpty() ? QStringLiteral("holds") : QStringLiteral("DOES NOT HOLD")),
        {{QStringLiteral("number"), checkpoint.number},
         {QStringLiteral("at"), toIsoText(checkpoint.at)},
         {QStringLiteral("source"), source},
         {QStringLiteral("broken"), m_broken},
         {QStringLiteral("problem"), problem},
         {QStringLiteral("holds"), m_broken == 0 && problem.isEmpty()}});
    if (!problem.isEmpty()) {
      throw CommandError(ExitStatus::Failed, problem);
    }
    if (m_broken > 0) {
      throw CommandError(ExitStatus::Failed, QStringLiteral("%1 exceptions are broken.").arg(m_broken));
    }
  }

private:
  CommandContext& m_context;
  qint64 m_broken = 0;
};

/// What is wrong with the database's own row of the checkpoint; empty if nothing.
QString problemOfRow(const std::vector<Checkpoint>& rows, const Checkpoint& kept) {
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const Checkpoint& c) { return c.number == kept.number; });
  if (row == rows.end()) {
    return QStringLiteral("The database does not have checkpoint %1 any more.").arg(kept.number);
  }
  if (row->root != kept.root || row->at != kept.at || row->exceptions != kept.exceptions ||
      row->events != kept.events) {
    return QStringLiteral("The database's checkpoint %1 is not the one that was kept.").arg(kept.number);
  }
  return {};
}

void verifyWithFile(CommandContext& context, const QString& path) {
  const std::unique_ptr<CheckpointReader> file = valueOrFail(CheckpointReader::open(path));
  if (file->tenantId() != context.session().tenantId()) {
    throw CommandError(ExitStatus::BadInput, QStringLiteral("%1 is a checkpoint of tenant %2, not of %3.")
                                                 .arg(path, file->tenantId(), context.session().tenantId()));
  }
  Findings findings(context);
  ChainWalk walk(context, file->at());
  std::optional<WalkedChain> chain = walk.next();
  std::optional<ChainMark> kept = valueOrFail(file->next());
  // Both come by the bytes of the exceptions' ids.
  while (chain || kept) {
    const QByteArray chainId = chain ? utf8FromText(chain->exceptionId) : QByteArray();
    const QByteArray keptId = kept ? utf8FromText(kept->exceptionId) : QByteArray();
    const bool takeChain = chain && (!kept || chainId <= keptId);
    const bool takeKept = kept && (!chain || keptId <= chainId);
    findings.add(takeChain ? chain->exceptionId : kept->exceptionId,
                 compared(takeChain ? *chain : WalkedChain(), takeKept ? *kept : ChainMark()));
    if (takeChain) {
      chain = walk.next();
    }
    if (takeKept) {
      kept = valueOrFail(file->next());
    }
  }
  findings.close(file->checkpoint(), path,
                 problemOfRow(await(context.session().checkpoints().list({})), file->checkpoint()));
}

/// Without a file, only whether anything is other than it was.
void verifyWithRow(CommandContext& context) {
  const std::vector<Checkpoint> rows = await(context.session().checkpoints().list({}));
  if (rows.empty()) {
    throw CommandError(ExitStatus::NotFound, QStringLiteral("There is no checkpoint yet. Make one with: sentinaictl "
                                                            "checkpoint create"));
  }
  const Checkpoint& last = rows.back();
  Findings findings(context);
  CheckpointRoot root(context.session().tenantId(), last.at);
  ChainWalk walk(context, last.at);
  while (const std::optional<WalkedChain> chain = walk.next()) {
    findings.add(chain->exceptionId, chain->verdict);
    if (chain->kept.seq > 0) {
      root.add(chain->exceptionId, chain->kept.seq, chain->kept.hash);
    }
  }
  findings.close(last, QStringLiteral("the database's own; none was kept here"),
                 root.result() == last.root
                     ? QString()
                     : QStringLiteral("Something recorded before the checkpoint is not what it was. A kept checkpoint "
                                      "tells what: sentinaictl checkpoint verify FILE"));
}

void verify(CommandContext& context, const QString& path) {
  if (!path.isEmpty()) {
    verifyWithFile(context, path);
    return;
  }
  const QString latest = latestIn(keptFolder(context));
  if (latest.isEmpty()) {
    printError(QStringLiteral("No checkpoint of this database, as it is named here, was kept on this computer. The "
                              "database's own tells less, and its administrators can change it. Where one was kept, "
                              "name its file."));
    verifyWithRow(context);
  } else {
    verifyWithFile(context, latest);
  }
}

} // namespace

void addCheckpointCommands(CLI::App& app, CommandContext& context) {
  CLI::App* group = app.add_subcommand("checkpoint", "Keep what the record is now, and compare it later");
  group->require_subcommand(1);
  const auto arguments = std::make_shared<Arguments>();

  CLI::App* createCommand =
      group->add_subcommand("create", "Verify every chain, and keep where each ends in the database and in a file");
  createCommand->add_option("--output", arguments->file, "The file (default: in the user's data folder)");
  createCommand->callback([&context, arguments] { create(context, text(arguments->file)); });

  CLI::App* verifyCommand = group->add_subcommand(
      "verify", "Compare the record with a checkpoint; status 1 where something before it has changed");
  verifyCommand->footer(kSchemaHint);
  verifyCommand->add_option("FILE", arguments->file, "A kept checkpoint (default: the latest one in the data folder)");
  verifyCommand->callback([&context, arguments] { verify(context, text(arguments->file)); });

  group->add_subcommand("list", "List the checkpoints that the database has")->callback([&context] {
    for (const Checkpoint& checkpoint : await(context.session().checkpoints().list({}))) {
      context.output().listRow(toJson(checkpoint), kColumns);
    }
    context.output().endList();
  });
}

} // namespace sentinai::ctl
