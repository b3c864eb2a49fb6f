// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"

#include "app/agents/pipeline/record_intake.h"
#include "app/ctl/progress_line.h"
#include "app/exchange/json_line_reader.h"
#include "app/exchange/log_source.h"
#include "app/exchange/reject_file.h"

#include <QBuffer>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QIODevice>
#include <QJsonDocument>
#include <algorithm>
#include <cstdio>

namespace sentinai::ctl {

namespace {

constexpr std::size_t kBatchRecords = 500;
constexpr qsizetype kBatchBytes = qsizetype{4} * 1024 * 1024;

struct Arguments {
  std::string file, source, domain, rejectFile;
  bool verbose = false;
};

/// Standard input line by line, as it comes: whoever writes it may never end. QFile would drop the rest of a line that
/// holds a NUL, or ask the system for every byte.
class StandardInput : public QIODevice {
public:
  StandardInput() { open(QIODevice::ReadOnly | QIODevice::Unbuffered); }

  [[nodiscard]] bool isSequential() const override { return true; }

protected:
  qint64 readLineData(char* data, qint64 mostBytes) override {
    qint64 size = 0;
    for (int byte = 0; size < mostBytes && byte != '\n' && (byte = std::getc(stdin)) != EOF;) {
      data[size++] = static_cast<char>(byte);
    }
    return size;
  }
  qint64 readData(char* data, qint64 mostBytes) override { return readLineData(data, mostBytes); }
  qint64 writeData(const char*, qint64) override { return -1; }
};

/// What the file's records are read from.
class Door {
public:
  explicit Door(const std::string& file) {
    const QFileInfo named(text(file));
    if (file == "-") {
      m_input = std::make_unique<StandardInput>();
    } else if (named.isFile() && named.size() == 0) {
      m_input = std::make_unique<QBuffer>(); // No records, as from standard input.
      m_input->open(QIODevice::ReadOnly);
    } else {
      m_source = valueOrFail(LogSource::open(text(file)));
    }
  }

  [[nodiscard]] QIODevice& device() { return m_source ? m_source->device() : *m_input; }
  [[nodiscard]] QString problem() const { return m_source ? m_source->problem() : QString(); }

private:
  std::unique_ptr<QIODevice> m_input;
  std::unique_ptr<LogSource> m_source;
};

/// The domain named, else the only one whose active pack knows the source.
QString domainOf(Session& session, const Arguments& arguments) {
  if (!arguments.domain.empty()) {
    return text(arguments.domain);
  }
  QStringList fitting;
  for (const PackVersion& version : await(session.domainPacks().list({}, {}))) {
    const QJsonObject sources = version.pack.value(QLatin1String("normalisation")).toObject();
    if (version.active && (arguments.source.empty() ? !sources.isEmpty() : sources.contains(text(arguments.source)))) {
      fitting << version.subject;
    }
  }
  if (fitting.size() == 1) {
    return fitting.front();
  }
  const QString whose =
      arguments.source.empty() ? QStringLiteral("raw records") : QStringLiteral("records of ") + text(arguments.source);
  if (fitting.isEmpty()) {
    throw CommandError(ExitStatus::NotFound,
                       QStringLiteral("No domain's active pack knows %1. Publish one that does: `sentinaictl pack "
                                      "publish FILE --activate`.")
                           .arg(whose));
  }
  throw CommandError(ExitStatus::Usage,
                     QStringLiteral("The packs of several domains know %1; name one with --domain: %2")
                         .arg(whose, fitting.join(QStringLiteral(", "))));
}

/// The source named, else the only one that the pack knows.
QString sourceOf(const DomainPack& pack, const Arguments& arguments) {
  const QStringList known = pack.sources();
  if (arguments.source.empty() && known.size() == 1) {
    return known.front();
  }
  if (arguments.source.empty()) {
    throw CommandError(ExitStatus::Usage,
                       QStringLiteral("Name the source system with --source; the pack of %1 knows: %2")
                           .arg(pack.domain(), known.join(QStringLiteral(", "))));
  }
  if (const QString source = text(arguments.source); known.contains(source)) {
    return source;
  }
  throw CommandError(ExitStatus::NotFound,
                     QStringLiteral("The pack of %1 knows no source system \"%2\"; it knows: %3.")
                         .arg(pack.domain(), text(arguments.source), known.join(QStringLiteral(", "))));
}

/// Where refused records go: the reject file, else standard error.
class Rejects {
public:
  explicit Rejects(const Arguments& arguments) {
    const QString path = text(arguments.rejectFile);
    if (path.isEmpty()) {
      return;
    }
    if (RejectFile::isLog(path, text(arguments.file))) {
      throw CommandError(ExitStatus::Usage,
                         QStringLiteral("The reject file must be another than the one that is read."));
    }
    m_file = valueOrFail(RejectFile::create(path));
  }

  void add(const LogReject& reject) {
    if (m_count++ == 0 || reject.line < m_first.line) {
      m_first = reject;
    }
    if (m_file) {
      m_file->add(reject);
    } else {
      printError(QStringLiteral("line %1 rejected: %2").arg(reject.line).arg(printable(reject.reason)));
    }
  }

  void close() {
    if (m_file) {
      (void)valueOrFail(m_file->close());
    }
  }

  [[nodiscard]] qint64 count() const { return m_count; }
  [[nodiscard]] const LogReject& first() const { return m_first; }

private:
  std::unique_ptr<RejectFile> m_file;
  qint64 m_count = 0;
  LogReject m_first;
};

/// Takes records in, batch by batch, and counts.
class Ingest {
public:
  Ingest(CommandContext& context, const IntakeAgent& agent, Rejects& rejects)
      : m_intake(context.session(), agent)
      , m_rejects(rejects) {}

  void add(JsonLine line, qsizetype bytes) {
    ++m_records;
    if (!line.problem.isEmpty()) {
      m_unread.push_back({line.line, line.problem, line.text});
    } else {
      m_batch.push_back({line.line, std::move(line.object)});
    }
    m_bytes += bytes;
    if (m_batch.size() + m_unread.size() >= kBatchRecords || m_bytes >= kBatchBytes) {
      write();
    }
  }

  void write() {
    for (const LogReject& reject : std::exchange(m_unread, {})) {
      m_rejects.add(reject);
    }
    count(await(m_intake.take(std::exchange(m_batch, {}), {})));
    m_bytes = 0;
  }

  void finish() {
    write();
    count(await(m_intake.finish({})));
  }

  [[nodiscard]] QJsonObject report(double seconds) const {
    return {{QStringLiteral("records"), m_records},
            {QStringLiteral("exceptions_opened"), m_opened},
            {QStringLiteral("records_repeated"), m_repeated},
            {QStringLiteral("records_rejected"), m_rejects.count()},
            {QStringLiteral("records_per_second"),
             seconds > 0 ? static_cast<qint64>(static_cast<double>(m_records) / seconds) : 0}};
  }

  [[nodiscard]] qint64 records() const { return m_records; }

private:
  void count(const IntakeOutcome& outcome) {
    m_opened += outcome.opened;
    m_repeated += outcome.repeated;
    for (const RefusedRecord& refused : outcome.refused) {
      m_rejects.add({refused.record.line, refused.reason, QString::fromUtf8(jsonText(refused.record.content))});
    }
  }

  RecordIntake m_intake;
  Rejects& m_rejects;
  std::vector<RawRecord> m_batch;
  std::vector<LogReject> m_unread; ///< Lines of the batch that are no records.
  qsizetype m_bytes = 0;
  qint64 m_records = 0;
  qint64 m_opened = 0;
  qint64 m_repeated = 0;
};

void ingest(CommandContext& context, const Arguments& arguments) {
  Door door(arguments.file);
  Session& session = context.session();
  EffectivePack pack = await(activePack(&session, domainOf(session, arguments), {}));
  const QString source = sourceOf(pack.pack, arguments);
  const IntakeAgent agent(std::move(pack), source);
  Rejects rejects(arguments);
  JsonLineReader reader(door.device());
  Ingest run(context, agent, rejects);
  ProgressLine progress(arguments.verbose);
  QElapsedTimer clock;
  clock.start();
  while (std::optional<JsonLine> line = reader.next()) {
    run.add(std::move(*line), reader.bytes());
    if (run.records() % qint64{kBatchRecords} == 0) {
      progress.show(QStringLiteral("%1 records").arg(run.records()));
    }
  }
  run.finish();
  progress.end();
  rejects.close();
  if (const QString problem = door.problem(); !problem.isEmpty()) {
    throw CommandError(ExitStatus::BadInput, QStringLiteral("%1 What stands before it was taken in.").arg(problem));
  }
  if (rejects.count() > 0 && rejects.count() == run.records()) {
    throw CommandError(ExitStatus::BadInput, QStringLiteral("None of %1 records can be used. The first, on line %2: %3")
                                                 .arg(run.records())
                                                 .arg(rejects.first().line)
                                                 .arg(printable(rejects.first().reason)));
  }
  context.output().object(run.report(static_cast<double>(clock.elapsed()) / 1000),
                          {QStringLiteral("records"), QStringLiteral("exceptions_opened"),
                           QStringLiteral("records_repeated"), QStringLiteral("records_rejected"),
                           QStringLiteral("records_per_second")});
}

} // namespace

void addIngestCommand(CLI::App& group, CommandContext& context) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* command = group.add_subcommand(
      "ingest", "Open exceptions from raw records, by a domain's pack; doing it again adds only what is new");
  command->add_option("FILE", arguments->file, "JSON objects, one a line, plain or gzip; - for standard input")
      ->required();
  command->add_option("--source", arguments->source, "Source system whose records these are (default: the only one)");
  command->add_option("--domain", arguments->domain,
                      "Domain whose pack to use (default: the one that knows the source)");
  command->add_option("--reject-file", arguments->rejectFile,
                      "Write rejected records here, with line and reason (default: standard error)");
  command->add_flag("--verbose", arguments->verbose, "Print progress on standard error");
  command->callback([&context, arguments] { ingest(context, *arguments); });
}

} // namespace sentinai::ctl
