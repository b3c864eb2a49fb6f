<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>DashboardPeriod</name>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Letzte 30 Tage</translation>
    </message>
    <message>
        <source>Last 90 days</source>
        <translation>Letzte 90 Tage</translation>
    </message>
    <message>
        <source>%1 – %2</source>
        <translation>%1 – %2</translation>
    </message>
    <message>
        <source>All time</source>
        <translation>Gesamter Zeitraum</translation>
    </message>
</context>
<context>
    <name>DashboardTables</name>
    <message>
        <source>Figure</source>
        <translation>Kennzahl</translation>
    </message>
    <message>
        <source>Exceptions</source>
        <translation>Ausnahmen</translation>
    </message>
    <message>
        <source>All exceptions</source>
        <translation>Alle Ausnahmen</translation>
    </message>
    <message>
        <source>SLA breached</source>
        <translation>SLA verletzt</translation>
    </message>
    <message>
        <source>Due within 4 h</source>
        <translation>Fällig in 4 h</translation>
    </message>
    <message>
        <source>Median time to resolve</source>
        <translation>Mittlere Lösungszeit (Median)</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Schweregrad</translation>
    </message>
    <message>
        <source>Domain</source>
        <translation>Bereich</translation>
    </message>
    <message>
        <source>No domain</source>
        <translation>Ohne Bereich</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>Week</source>
        <translation>Woche</translation>
    </message>
    <message>
        <source>Month</source>
        <translation>Monat</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>Eröffnet</translation>
    </message>
    <message>
        <source>Resolved</source>
        <translation>Gelöst</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Under %1</source>
        <translation>Unter %1</translation>
    </message>
    <message>
        <source>%1 – %2</source>
        <translation>%1 – %2</translation>
    </message>
    <message>
        <source>Over %1</source>
        <translation>Über %1</translation>
    </message>
    <message>
        <source>SLA deadline</source>
        <translation>SLA-Frist</translation>
    </message>
    <message>
        <source>Breached</source>
        <translation>Verletzt</translation>
    </message>
    <message>
        <source>Within 1 h</source>
        <translation>Innerhalb 1 h</translation>
    </message>
    <message>
        <source>1 h – 4 h</source>
        <translation>1 h – 4 h</translation>
    </message>
    <message>
        <source>4 h – 24 h</source>
        <translation>4 h – 24 h</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>Entity</source>
        <translation>Bezugsobjekt</translation>
    </message>
    <message>
        <source>No entity</source>
        <translation>Ohne Bezugsobjekt</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>No source</source>
        <translation>Ohne Quelle</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Bearbeiter</translation>
    </message>
    <message>
        <source>Unassigned</source>
        <translation>Nicht zugewiesen</translation>
    </message>
    <message>
        <source>Unresolved exceptions</source>
        <translation>Ungelöste Ausnahmen</translation>
    </message>
    <message>
        <source>MMM yyyy</source>
        <comment>a month on an axis</comment>
        <translation>MMM yyyy</translation>
    </message>
    <message>
        <source>d MMM</source>
        <comment>a day on an axis</comment>
        <translation>d. MMM</translation>
    </message>
    <message>
        <source>Week from %1</source>
        <translation>Woche ab %1</translation>
    </message>
</context>
<context>
    <name>FilterParser</name>
    <message>
        <source>Terms cannot be excluded. Leave out the minus.</source>
        <translation>Bedingungen können nicht ausgeschlossen werden. Lassen Sie das Minus weg.</translation>
    </message>
    <message>
        <source>“%1:” needs a value, %2.</source>
        <translation>„%1:“ braucht einen Wert, %2.</translation>
    </message>
    <message>
        <source>such as open, analyzing, resolved or escalated</source>
        <translation>zum Beispiel open, analyzing, resolved oder escalated</translation>
    </message>
    <message>
        <source>such as low, medium, high, critical or &gt;=high</source>
        <translation>zum Beispiel low, medium, high, critical oder &gt;=high</translation>
    </message>
    <message>
        <source>such as me, none or a name</source>
        <translation>zum Beispiel me, none oder ein Name</translation>
    </message>
    <message>
        <source>such as &lt;2d, today, 2026-03-01 or 2026-03-01..2026-03-31</source>
        <translation>zum Beispiel &lt;2d, today, 2026-03-01 oder 2026-03-01..2026-03-31</translation>
    </message>
    <message>
        <source>such as &lt;4h, &gt;1d or 2026-03-01..2026-03-31</source>
        <translation>zum Beispiel &lt;4h, &gt;1d oder 2026-03-01..2026-03-31</translation>
    </message>
    <message>
        <source>such as &gt;2d, &lt;4h or 1d..3d</source>
        <translation>zum Beispiel &gt;2d, &lt;4h oder 1d..3d</translation>
    </message>
    <message>
        <source>such as &gt;100, &lt;=2500.50 or 100..500</source>
        <translation>zum Beispiel &gt;100, &lt;=2500.50 oder 100..500</translation>
    </message>
    <message>
        <source>a name; put names with spaces in quotes</source>
        <translation>einen Namen; setzen Sie Namen mit Leerzeichen in Anführungszeichen</translation>
    </message>
    <message>
        <source>There is no field “%1”. Do you mean “%2:”? To search for the text, put it in quotes.</source>
        <translation>Es gibt kein Feld „%1“. Meinen Sie „%2:“? Um nach dem Text zu suchen, setzen Sie ihn in Anführungszeichen.</translation>
    </message>
    <message>
        <source>There is no field “%1”. Write one of %2, or put the text in quotes.</source>
        <translation>Es gibt kein Feld „%1“. Schreiben Sie eines von %2, oder setzen Sie den Text in Anführungszeichen.</translation>
    </message>
    <message>
        <source>The quote is not closed. Write &quot; at the end of the text.</source>
        <translation>Das Anführungszeichen ist nicht geschlossen. Schreiben Sie &quot; an das Ende des Textes.</translation>
    </message>
    <message>
        <source>A value is missing: %1.</source>
        <translation>Es fehlt ein Wert: %1.</translation>
    </message>
    <message>
        <source>“%1” is no status. Write open, analyzing, resolved or escalated.</source>
        <translation>„%1“ ist kein Status. Schreiben Sie open, analyzing, resolved oder escalated.</translation>
    </message>
    <message>
        <source>“%1” is no severity. Write low, medium, high, critical, or &gt;=high.</source>
        <translation>„%1“ ist kein Schweregrad. Schreiben Sie low, medium, high, critical oder &gt;=high.</translation>
    </message>
    <message>
        <source>“%1” cannot be understood after “%2:”. Write a value %3.</source>
        <translation>„%1“ ist nach „%2:“ nicht verständlich. Schreiben Sie einen Wert, %3.</translation>
    </message>
    <message>
        <source>“%2” needs a direction. Write %1:&lt;%2 or %1:&gt;%2.</source>
        <translation>„%2“ braucht eine Richtung. Schreiben Sie %1:&lt;%2 oder %1:&gt;%2.</translation>
    </message>
    <message>
        <source>Both ends of a range must be of one kind. Write two dates or two spans.</source>
        <translation>Beide Enden eines Bereichs müssen von einer Art sein. Schreiben Sie zwei Tage oder zwei Zeitspannen.</translation>
    </message>
</context>
<context>
    <name>Import</name>
    <message>
        <source>There is no file %1.</source>
        <translation>Es gibt keine Datei %1.</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1 um %2</translation>
    </message>
    <message>
        <source>As row %1 of the case %2 another event was imported: %3. Import the whole log, with its rows in their old order.</source>
        <translation>Als Zeile %1 des Falls %2 wurde ein anderes Ereignis importiert: %3. Importieren Sie das ganze Protokoll mit den Zeilen in ihrer alten Reihenfolge.</translation>
    </message>
    <message>
        <source>The event with this id was imported otherwise: %1.</source>
        <translation>Das Ereignis mit dieser ID wurde anders importiert: %1.</translation>
    </message>
    <message>
        <source>The exception %1 exists already, but was not imported from this source.</source>
        <translation>Die Ausnahme %1 gibt es schon, sie wurde aber nicht aus dieser Quelle importiert.</translation>
    </message>
    <message>
        <source>The row before it in the case %1 is not the one that was imported, so it cannot be told whether this one was. Import the whole log, with its rows in their old order.</source>
        <translation>Die Zeile davor im Fall %1 ist nicht die importierte; ob diese importiert wurde, lässt sich daher nicht sagen. Importieren Sie das ganze Protokoll mit den Zeilen in ihrer alten Reihenfolge.</translation>
    </message>
    <message>
        <source>The event id occurs twice in the case %1.</source>
        <translation>Die Ereignis-ID kommt im Fall %1 zweimal vor.</translation>
    </message>
    <message>
        <source>The quote opened in the record at line %1 is never closed.</source>
        <translation>Das Anführungszeichen, das im Datensatz in Zeile %1 beginnt, wird nie geschlossen.</translation>
    </message>
    <message>
        <source>The record at line %1 is longer than 16 MiB; is a quote in it never closed?</source>
        <translation>Der Datensatz in Zeile %1 ist länger als 16 MiB; fehlt darin ein schließendes Anführungszeichen?</translation>
    </message>
    <message>
        <source>There is text after the closing quote of field %1.</source>
        <translation>Nach dem schließenden Anführungszeichen von Feld %1 steht noch Text.</translation>
    </message>
    <message>
        <source>There is a stray quote inside field %1, which does not begin with one.</source>
        <translation>In Feld %1 steht ein Anführungszeichen, obwohl es nicht mit einem beginnt.</translation>
    </message>
    <message>
        <source>The file holds nothing but blank lines.</source>
        <translation>Die Datei enthält nur leere Zeilen.</translation>
    </message>
    <message>
        <source>Line %1, the header: %2</source>
        <translation>Zeile %1, die Kopfzeile: %2</translation>
    </message>
    <message>
        <source>The header has more than %1 columns.</source>
        <translation>Die Kopfzeile hat mehr als %1 Spalten.</translation>
    </message>
    <message>
        <source>The header is not UTF-8. Save the file as UTF-8 and import it again.</source>
        <translation>Die Kopfzeile ist kein UTF-8. Speichern Sie die Datei als UTF-8 und importieren Sie sie erneut.</translation>
    </message>
    <message>
        <source>Line %1: column %2 of the header has no name.</source>
        <translation>Zeile %1: Spalte %2 der Kopfzeile hat keinen Namen.</translation>
    </message>
    <message>
        <source>Line %1: the header names the column &quot;%2&quot; twice (second time as column %3). Rename one of them.</source>
        <translation>Zeile %1: Die Kopfzeile nennt die Spalte „%2“ zweimal (das zweite Mal als Spalte %3). Benennen Sie eine um.</translation>
    </message>
    <message>
        <source>The row holds a NUL character.</source>
        <translation>Die Zeile enthält ein NUL-Zeichen.</translation>
    </message>
    <message>
        <source>The row is not valid UTF-8.</source>
        <translation>Die Zeile ist kein gültiges UTF-8.</translation>
    </message>
    <message>
        <source>The row has %1 fields; the header has %2.</source>
        <translation>Die Zeile hat %1 Felder, die Kopfzeile %2.</translation>
    </message>
    <message>
        <source>Cannot make the folder of %1.</source>
        <translation>Der Ordner von %1 lässt sich nicht anlegen.</translation>
    </message>
    <message>
        <source>Another process is making the demo at %1. Wait until it is done.</source>
        <translation>Ein anderer Prozess erstellt gerade die Demo in %1. Warten Sie, bis er fertig ist.</translation>
    </message>
    <message>
        <source>%1 exists and is no demo database. Choose another path or move the file away.</source>
        <translation>%1 gibt es, ist aber keine Demo-Datenbank. Wählen Sie einen anderen Pfad oder verschieben Sie die Datei.</translation>
    </message>
    <message>
        <source>Cannot complete %1; is it open elsewhere?</source>
        <translation>%1 lässt sich nicht fertigstellen; ist die Datei anderswo geöffnet?</translation>
    </message>
    <message>
        <source>Cannot write the export: %1</source>
        <translation>Der Export lässt sich nicht schreiben: %1</translation>
    </message>
    <message>
        <source>The import was cancelled.</source>
        <translation>Der Import wurde abgebrochen.</translation>
    </message>
    <message>
        <source>The log has more than %1 rows; split it.</source>
        <translation>Das Protokoll hat mehr als %1 Zeilen; teilen Sie es auf.</translation>
    </message>
    <message>
        <source>The row names no tenant.</source>
        <translation>Die Zeile nennt keinen Mandanten.</translation>
    </message>
    <message>
        <source>The tenant %1 is %2, so nothing can be imported into it.</source>
        <translation>Der Mandant %1 ist %2; in ihn kann nichts importiert werden.</translation>
    </message>
    <message>
        <source>The reject file %1 is the log itself.</source>
        <translation>Die Datei für abgewiesene Zeilen, %1, ist das Protokoll selbst.</translation>
    </message>
    <message>
        <source>The import was cancelled; what was written so far stays.</source>
        <translation>Der Import wurde abgebrochen; was bis dahin geschrieben war, bleibt.</translation>
    </message>
    <message>
        <source>Cannot make a temporary file: %1</source>
        <translation>Eine temporäre Datei lässt sich nicht anlegen: %1</translation>
    </message>
    <message>
        <source>Cannot read the input: %1</source>
        <translation>Die Eingabe lässt sich nicht lesen: %1</translation>
    </message>
    <message>
        <source>Cannot write a temporary file: %1</source>
        <translation>Eine temporäre Datei lässt sich nicht schreiben: %1</translation>
    </message>
    <message>
        <source>Cannot read standard input: %1</source>
        <translation>Die Standardeingabe lässt sich nicht lesen: %1</translation>
    </message>
    <message>
        <source>%1 is a folder, not a log file.</source>
        <translation>%1 ist ein Ordner, keine Protokolldatei.</translation>
    </message>
    <message>
        <source>Cannot read %1: %2</source>
        <translation>%1 lässt sich nicht lesen: %2</translation>
    </message>
    <message>
        <source>The file is empty.</source>
        <translation>Die Datei ist leer.</translation>
    </message>
    <message>
        <source>This is a git-LFS pointer, not the file itself. Run &quot;git lfs pull&quot; and import it again.</source>
        <translation>Dies ist ein Git-LFS-Verweis, nicht die Datei selbst. Führen Sie „git lfs pull“ aus und importieren Sie sie erneut.</translation>
    </message>
    <message>
        <source>The file is UTF-16. Save it as UTF-8 and import it again.</source>
        <translation>Die Datei ist UTF-16. Speichern Sie sie als UTF-8 und importieren Sie sie erneut.</translation>
    </message>
    <message>
        <source>This is a ZIP archive. Unpack it and import the log inside.</source>
        <translation>Dies ist ein ZIP-Archiv. Entpacken Sie es und importieren Sie das Protokoll darin.</translation>
    </message>
    <message>
        <source>This is a binary file, not CSV or XES.</source>
        <translation>Dies ist eine Binärdatei, weder CSV noch XES.</translation>
    </message>
    <message>
        <source>Cannot read the file again: %1</source>
        <translation>Die Datei lässt sich nicht noch einmal lesen: %1</translation>
    </message>
    <message>
        <source>The file looks like XML, not CSV. Choose the format xes or auto.</source>
        <translation>Die Datei sieht nach XML aus, nicht nach CSV. Wählen Sie das Format xes oder auto.</translation>
    </message>
    <message>
        <source>The file does not look like XML, so it is no XES log. Choose the format csv or auto.</source>
        <translation>Die Datei sieht nicht nach XML aus, ist also kein XES-Protokoll. Wählen Sie das Format csv oder auto.</translation>
    </message>
    <message>
        <source>The mapping is not JSON: line %1: %2.</source>
        <translation>Die Zuordnung ist kein JSON: Zeile %1: %2.</translation>
    </message>
    <message>
        <source>The mapping must be a JSON object.</source>
        <translation>Die Zuordnung muss ein JSON-Objekt sein.</translation>
    </message>
    <message>
        <source>The mapping&apos;s time: %1</source>
        <translation>Die Zeitangabe der Zuordnung: %1</translation>
    </message>
    <message>
        <source>There is no mapping file %1, and no mapping of that name comes with the program; these do: %2.</source>
        <translation>Es gibt keine Zuordnungsdatei %1, und dem Programm liegt keine dieses Namens bei; es gibt: %2.</translation>
    </message>
    <message>
        <source>Cannot read the mapping %1: %2</source>
        <translation>Die Zuordnung %1 lässt sich nicht lesen: %2</translation>
    </message>
    <message>
        <source>The mapping&apos;s &quot;%1&quot; %2.</source>
        <translation>„%1“ in der Zuordnung %2.</translation>
    </message>
    <message>
        <source>is not known here; known are %1</source>
        <translation>ist hier nicht bekannt; bekannt sind %1</translation>
    </message>
    <message>
        <source>is missing; it must be an object</source>
        <translation>fehlt; es muss ein Objekt sein</translation>
    </message>
    <message>
        <source>must be an object</source>
        <translation>muss ein Objekt sein</translation>
    </message>
    <message>
        <source>must be text</source>
        <translation>muss Text sein</translation>
    </message>
    <message>
        <source>must be a list of texts</source>
        <translation>muss eine Liste von Texten sein</translation>
    </message>
    <message>
        <source>must be true or false</source>
        <translation>muss true oder false sein</translation>
    </message>
    <message>
        <source>must be one of %1</source>
        <translation>muss eines von %1 sein</translation>
    </message>
    <message>
        <source>has a { without a column name and }; write {{ for a brace</source>
        <translation>hat ein { ohne Spaltennamen und }; schreiben Sie {{ für eine Klammer</translation>
    </message>
    <message>
        <source>has a } without a {; write }} for a brace</source>
        <translation>hat ein } ohne {; schreiben Sie }} für eine Klammer</translation>
    </message>
    <message>
        <source>must name a column</source>
        <translation>muss eine Spalte nennen</translation>
    </message>
    <message>
        <source>is missing; it must name a column or be an object</source>
        <translation>fehlt; es muss eine Spalte nennen oder ein Objekt sein</translation>
    </message>
    <message>
        <source>must name a column or be an object with constant, column, first, join or template</source>
        <translation>muss eine Spalte nennen oder ein Objekt mit constant, column, first, join oder template sein</translation>
    </message>
    <message>
        <source>must have exactly one of constant, column, first, join and template</source>
        <translation>muss genau eines von constant, column, first, join und template haben</translation>
    </message>
    <message>
        <source>must be a list with at least one value</source>
        <translation>muss eine Liste mit mindestens einem Wert sein</translation>
    </message>
    <message>
        <source>must not be empty</source>
        <translation>darf nicht leer sein</translation>
    </message>
    <message>
        <source>belongs to join only</source>
        <translation>gehört nur zu join</translation>
    </message>
    <message>
        <source>is missing; it must be text</source>
        <translation>fehlt; es muss Text sein</translation>
    </message>
    <message>
        <source>must be one character, such as &quot;,&quot;, &quot;;&quot; or a tab</source>
        <translation>muss ein einzelnes Zeichen sein, etwa „,“, „;“ oder ein Tabulator</translation>
    </message>
    <message>
        <source>is missing; every exception has one (a constant will do)</source>
        <translation>fehlt; jede Ausnahme hat eines (eine Konstante genügt)</translation>
    </message>
    <message>
        <source>must be keep or clear</source>
        <translation>muss keep oder clear sein</translation>
    </message>
    <message>
        <source>must be keep: this field cannot be empty</source>
        <translation>muss keep sein: Dieses Feld kann nicht leer sein</translation>
    </message>
    <message>
        <source>must be the source&apos;s short name: 1 to 64 letters, digits, _ and -</source>
        <translation>muss der Kurzname der Quelle sein: 1 bis 64 Buchstaben, Ziffern, _ und -</translation>
    </message>
    <message>
        <source>is missing, here and in &quot;status&quot;</source>
        <translation>fehlt, hier und in „status“</translation>
    </message>
    <message>
        <source>must be a list with at least one text</source>
        <translation>muss eine Liste mit mindestens einem Text sein</translation>
    </message>
    <message>
        <source>must have exactly one of equals, prefix, contains and &quot;present&quot;: true</source>
        <translation>muss genau eines von equals, prefix, contains und &quot;present&quot;: true haben</translation>
    </message>
    <message>
        <source>must be a list</source>
        <translation>muss eine Liste sein</translation>
    </message>
    <message>
        <source>must be an ISO 8601 duration such as PT4H or P3D</source>
        <translation>muss eine Dauer nach ISO 8601 sein, etwa PT4H oder P3D</translation>
    </message>
    <message>
        <source>and fields.sla_deadline exclude each other</source>
        <translation>und fields.sla_deadline schließen einander aus</translation>
    </message>
    <message>
        <source>The preview was cancelled.</source>
        <translation>Die Vorschau wurde abgebrochen.</translation>
    </message>
    <message>
        <source>Cannot write the reject file %1: %2</source>
        <translation>Die Datei für abgewiesene Zeilen, %1, lässt sich nicht schreiben: %2</translation>
    </message>
    <message>
        <source>Further values were passed over</source>
        <translation>Weitere Werte wurden übergangen</translation>
    </message>
    <message>
        <source>The log has no column &quot;%1&quot;, which the mapping needs for &quot;%2&quot;. It has: %3. Is it the right mapping for this log?</source>
        <translation>Das Protokoll hat keine Spalte „%1“, die die Zuordnung für „%2“ braucht. Es hat: %3. Ist es die richtige Zuordnung für dieses Protokoll?</translation>
    </message>
    <message>
        <source>The row has no %1.</source>
        <translation>Der Zeile fehlt: %1.</translation>
    </message>
    <message>
        <source>The %1 &quot;%2&quot; is no time of the format %3.</source>
        <translation>„%2“ (%1) ist keine Zeit im Format %3.</translation>
    </message>
    <message>
        <source> or </source>
        <translation> oder </translation>
    </message>
    <message>
        <source>The row has no case id.</source>
        <translation>Die Zeile hat keine Fall-ID.</translation>
    </message>
    <message>
        <source>event time</source>
        <translation>Ereigniszeit</translation>
    </message>
    <message>
        <source>%1: a value that the mapping&apos;s table does not know; the field stays as it was</source>
        <translation>%1: ein Wert, den die Tabelle der Zuordnung nicht kennt; das Feld bleibt, wie es war</translation>
    </message>
    <message>
        <source>%1: a value that does not fit, such as &quot;%2&quot;; the field stays as it was</source>
        <translation>%1: ein Wert, der nicht passt, etwa „%2“; das Feld bleibt, wie es war</translation>
    </message>
    <message>
        <source>%1 stands for no status; the status stays as it was</source>
        <translation>%1 steht für keinen Status; der Status bleibt, wie er war</translation>
    </message>
    <message>
        <source>creation time</source>
        <translation>Erstellungszeit</translation>
    </message>
    <message>
        <source>The row has no event type.</source>
        <translation>Die Zeile hat keinen Ereignistyp.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no time zone; use an IANA name such as Europe/Brussels, UTC or an offset such as +02:00.</source>
        <translation>„%1“ ist keine Zeitzone; verwenden Sie einen IANA-Namen wie Europe/Brussels, UTC oder einen Abstand wie +02:00.</translation>
    </message>
    <message>
        <source>The time format &quot;%1&quot; has &quot;%2&quot; at character %3, which stands for nothing; put other letters in &apos;…&apos;.</source>
        <translation>Das Zeitformat „%1“ hat an Stelle %3 „%2“, das für nichts steht; setzen Sie andere Buchstaben in &apos;…&apos;.</translation>
    </message>
    <message>
        <source>The time format &quot;%1&quot; needs a day (d), a month (M) and a year (yyyy).</source>
        <translation>Das Zeitformat „%1“ braucht Tag (d), Monat (M) und Jahr (yyyy).</translation>
    </message>
    <message>
        <source>Line %1: %2</source>
        <translation>Zeile %1: %2</translation>
    </message>
    <message>
        <source>The file has a document type declaration, which is refused: entities could make it read other files or grow without bound. Remove the declaration.</source>
        <translation>Die Datei hat eine Dokumenttyp-Deklaration, die abgelehnt wird: Entitäten könnten andere Dateien lesen oder grenzenlos wachsen lassen. Entfernen Sie die Deklaration.</translation>
    </message>
    <message>
        <source>The XML is malformed: %1</source>
        <translation>Das XML ist fehlerhaft: %1</translation>
    </message>
    <message>
        <source>The XML is truncated: the file ends inside an element. Fetch it again.</source>
        <translation>Das XML ist abgeschnitten: Die Datei endet mitten in einem Element. Holen Sie sie erneut.</translation>
    </message>
    <message>
        <source>An element is longer than 16 MiB.</source>
        <translation>Ein Element ist länger als 16 MiB.</translation>
    </message>
    <message>
        <source>Attributes are nested deeper than %1 levels.</source>
        <translation>Attribute sind tiefer als %1 Ebenen verschachtelt.</translation>
    </message>
    <message>
        <source>The attribute &quot;%1&quot; occurs twice.</source>
        <translation>Das Attribut „%1“ kommt zweimal vor.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no XES attribute.</source>
        <translation>„%1“ ist kein XES-Attribut.</translation>
    </message>
    <message>
        <source>An attribute has no key.</source>
        <translation>Ein Attribut hat keinen Schlüssel.</translation>
    </message>
    <message>
        <source>The log has more than %1 different attributes.</source>
        <translation>Das Protokoll hat mehr als %1 verschiedene Attribute.</translation>
    </message>
    <message>
        <source>The root element is &lt;%1&gt;, not &lt;log&gt;: this is no XES log.</source>
        <translation>Das Wurzelelement ist &lt;%1&gt;, nicht &lt;log&gt;: Dies ist kein XES-Protokoll.</translation>
    </message>
    <message>
        <source>&lt;%1&gt; does not belong in a log.</source>
        <translation>&lt;%1&gt; gehört nicht in ein Protokoll.</translation>
    </message>
    <message>
        <source>An attribute of the log stands after its first trace.</source>
        <translation>Ein Attribut des Protokolls steht nach seiner ersten Spur.</translation>
    </message>
    <message>
        <source>An attribute of the trace stands after its first event.</source>
        <translation>Ein Attribut der Spur steht nach ihrem ersten Ereignis.</translation>
    </message>
    <message>
        <source>The trace has no events.</source>
        <translation>Die Spur hat keine Ereignisse.</translation>
    </message>
</context>
<context>
    <name>sentinai</name>
    <message>
        <source>Low</source>
        <translation>Niedrig</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>High</source>
        <translation>Hoch</translation>
    </message>
    <message>
        <source>Critical</source>
        <translation>Kritisch</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Analyzing</source>
        <translation>In Analyse</translation>
    </message>
    <message>
        <source>Resolved</source>
        <translation>Gelöst</translation>
    </message>
    <message>
        <source>Escalated</source>
        <translation>Eskaliert</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>Analyst</source>
        <translation>Analyst</translation>
    </message>
    <message>
        <source>Supervisor</source>
        <translation>Supervisor</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>Administrator</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>Gesperrt</translation>
    </message>
    <message>
        <source>Archived</source>
        <translation>Archiviert</translation>
    </message>
    <message>
        <source>ID</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Domain</source>
        <translation>Bereich</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Schweregrad</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Entity</source>
        <translation>Bezugsobjekt</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>SLA</source>
        <translation>SLA</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Bearbeiter</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Erstellt</translation>
    </message>
    <message>
        <source>Updated</source>
        <translation>Geändert</translation>
    </message>
</context>
<context>
    <name>sentinai::AttributeEditDialog</name>
    <message>
        <source>&amp;Deadline</source>
        <translation>&amp;Frist</translation>
    </message>
    <message>
        <source>Edit %1</source>
        <translation>%1 bearbeiten</translation>
    </message>
    <message>
        <source>none, or a number such as 1250.50</source>
        <translation>leer, oder eine Zahl wie 1250.50</translation>
    </message>
    <message>
        <source>none, or a code such as EUR</source>
        <translation>leer, oder ein Kürzel wie EUR</translation>
    </message>
    <message>
        <source>Deadline</source>
        <translation>Frist</translation>
    </message>
    <message>
        <source>D&amp;omain</source>
        <translation>&amp;Bereich</translation>
    </message>
    <message>
        <source>&amp;Type</source>
        <translation>&amp;Art</translation>
    </message>
    <message>
        <source>&amp;Source system</source>
        <translation>&amp;Quellsystem</translation>
    </message>
    <message>
        <source>&amp;Entity</source>
        <translation>Bezugs&amp;objekt</translation>
    </message>
    <message>
        <source>&amp;Amount</source>
        <translation>B&amp;etrag</translation>
    </message>
    <message>
        <source>C&amp;urrency</source>
        <translation>&amp;Währung</translation>
    </message>
    <message>
        <source>UTC</source>
        <translation>UTC</translation>
    </message>
    <message>
        <source>The exception has changed since you opened this. Saving shows you both and lets you choose.</source>
        <translation>Die Ausnahme hat sich geändert, seit Sie dies geöffnet haben. Beim Speichern sehen Sie beides und wählen.</translation>
    </message>
</context>
<context>
    <name>sentinai::BarListView</name>
    <message>
        <source>Enter shows the exceptions behind a bar.</source>
        <translation>Die Eingabetaste zeigt die Ausnahmen hinter einem Balken.</translation>
    </message>
</context>
<context>
    <name>sentinai::ChainCheck</name>
    <message>
        <source>Chain not checked</source>
        <translation>Kette nicht geprüft</translation>
    </message>
    <message>
        <source>Checking chain …</source>
        <translation>Kette wird geprüft …</translation>
    </message>
    <message>
        <source>Chain verified · 1 event</source>
        <translation>Kette geprüft · 1 Ereignis</translation>
    </message>
    <message>
        <source>Chain verified · %1 events</source>
        <translation>Kette geprüft · %1 Ereignisse</translation>
    </message>
    <message>
        <source>Chain broken at event %1: %2</source>
        <translation>Kette gebrochen bei Ereignis %1: %2</translation>
    </message>
    <message>
        <source>Chain broken: %1</source>
        <translation>Kette gebrochen: %1</translation>
    </message>
    <message>
        <source>Chain could not be checked: %1</source>
        <translation>Kette konnte nicht geprüft werden: %1</translation>
    </message>
</context>
<context>
    <name>sentinai::ChoiceButton</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>sentinai::CommandPalette</name>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>Search commands</source>
        <translation>Befehle durchsuchen</translation>
    </message>
    <message>
        <source>Type part of a command, then Enter</source>
        <translation>Teil eines Befehls tippen, dann Eingabetaste</translation>
    </message>
</context>
<context>
    <name>sentinai::ConflictBanner</name>
    <message>
        <source>Keep &amp;theirs</source>
        <translation>&amp;Fremde behalten</translation>
    </message>
    <message>
        <source>Apply &amp;yours</source>
        <translation>&amp;Eigene anwenden</translation>
    </message>
    <message>
        <source>Leave the exception as it is now and drop your change</source>
        <translation>Die Ausnahme lassen, wie sie jetzt ist, und die eigene Änderung verwerfen</translation>
    </message>
    <message>
        <source>Make your change on top of theirs; both stay on the timeline</source>
        <translation>Die eigene Änderung auf die fremde anwenden; beide bleiben im Verlauf</translation>
    </message>
    <message>
        <source>somebody else</source>
        <translation>jemand anderem</translation>
    </message>
    <message>
        <source>%1 was changed meanwhile by %2, %3. Nothing of yours has been saved yet.</source>
        <translation>%1 wurde inzwischen von %2 geändert, %3. Von Ihnen ist noch nichts gespeichert.</translation>
    </message>
    <message>
        <source>%1 was changed meanwhile by %2. Nothing of yours has been saved yet.</source>
        <translation>%1 wurde inzwischen von %2 geändert. Von Ihnen ist noch nichts gespeichert.</translation>
    </message>
    <message>
        <source>You saw</source>
        <translation>Sie sahen</translation>
    </message>
    <message>
        <source>Theirs</source>
        <translation>Fremde Änderung</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>Eigene Änderung</translation>
    </message>
    <message>
        <source>as theirs</source>
        <translation>wie die fremde</translation>
    </message>
</context>
<context>
    <name>sentinai::ConnectionBanner</name>
    <message>
        <source>Retry now</source>
        <translation>Jetzt versuchen</translation>
    </message>
    <message>
        <source>Connection lost</source>
        <translation>Verbindung verloren</translation>
    </message>
    <message>
        <source>Tries to reach the database again at once</source>
        <translation>Versucht sofort, die Datenbank wieder zu erreichen</translation>
    </message>
    <message>
        <source>The connection to the database is lost. What is loaded stays readable. %1</source>
        <translation>Die Verbindung zur Datenbank ist verloren. Was geladen ist, bleibt lesbar. %1</translation>
    </message>
    <message>
        <source>Trying …</source>
        <translation>Verbinde …</translation>
    </message>
    <message numerus="yes">
        <source>Next try in %n s</source>
        <translation>
            <numerusform>Nächster Versuch in %n s</numerusform>
            <numerusform>Nächster Versuch in %n s</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sentinai::ConsoleController</name>
    <message>
        <source>No database</source>
        <translation>Keine Datenbank</translation>
    </message>
    <message>
        <source>The database is not named properly</source>
        <translation>Die Datenbank ist nicht richtig benannt</translation>
    </message>
    <message>
        <source>Open the demo</source>
        <translation>Demo öffnen</translation>
    </message>
    <message>
        <source>Preparing the demo from real incident logs …</source>
        <translation>Die Demo wird aus echten Störungsprotokollen vorbereitet …</translation>
    </message>
    <message>
        <source>This happens once and takes a minute or so.</source>
        <translation>Das geschieht einmal und dauert etwa eine Minute.</translation>
    </message>
    <message>
        <source>The demo could not be made</source>
        <translation>Die Demo konnte nicht erstellt werden</translation>
    </message>
    <message>
        <source>The folder %1 cannot be created. Check who may write there.</source>
        <translation>Der Ordner %1 kann nicht angelegt werden. Prüfen Sie, wer dort schreiben darf.</translation>
    </message>
    <message>
        <source>%1: reading, %2 rows</source>
        <translation>%1: wird gelesen, %2 Zeilen</translation>
    </message>
    <message>
        <source>%1: %2 of %3 rows, %4 a second</source>
        <translation>%1: %2 von %3 Zeilen, %4 je Sekunde</translation>
    </message>
    <message>
        <source>The database settings are not understood</source>
        <translation>Die Einstellungen der Datenbank sind nicht verständlich</translation>
    </message>
    <message>
        <source>Opening the database …</source>
        <translation>Die Datenbank wird geöffnet …</translation>
    </message>
    <message>
        <source>There is no such file</source>
        <translation>Diese Datei gibt es nicht</translation>
    </message>
    <message>
        <source>The database cannot be reached</source>
        <translation>Die Datenbank ist nicht erreichbar</translation>
    </message>
    <message>
        <source>It has version %1, this program works with version %2.</source>
        <translation>Sie hat Version %1, dieses Programm arbeitet mit Version %2.</translation>
    </message>
    <message>
        <source>The database needs to be brought up to date</source>
        <translation>Die Datenbank muss auf den neuen Stand gebracht werden</translation>
    </message>
    <message>
        <source>The database is newer than this program</source>
        <translation>Die Datenbank ist neuer als dieses Programm</translation>
    </message>
    <message>
        <source>%1 Run “sentinaictl migrate up” as its owner, then try again.</source>
        <translation>%1 Führen Sie als ihr Eigentümer „sentinaictl migrate up“ aus und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
        <source>%1 Install a newer console.</source>
        <translation>%1 Installieren Sie eine neuere Konsole.</translation>
    </message>
    <message>
        <source>The tenants cannot be listed</source>
        <translation>Die Mandanten können nicht aufgelistet werden</translation>
    </message>
    <message>
        <source>You are not a member of any tenant</source>
        <translation>Sie sind kein Mitglied eines Mandanten</translation>
    </message>
    <message>
        <source>The login “%1” has no access yet. Ask an administrator to run “sentinaictl --tenant ID member grant %1 --access analyst”, then try again.</source>
        <translation>Die Anmeldung „%1“ hat noch keinen Zugang. Bitten Sie einen Administrator, „sentinaictl --tenant ID member grant %1 --access analyst“ auszuführen, und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
        <source>There is no tenant “%1” for you</source>
        <translation>Für Sie gibt es keinen Mandanten „%1“</translation>
    </message>
    <message>
        <source>It does not exist, or the login “%1” is no member of it. Leave out --tenant to choose among yours.</source>
        <translation>Es gibt ihn nicht, oder die Anmeldung „%1“ ist kein Mitglied. Lassen Sie --tenant weg, um unter Ihren Mandanten zu wählen.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>PostgreSQL %1</source>
        <translation>PostgreSQL %1</translation>
    </message>
    <message>
        <source>Demo file</source>
        <translation>Demo-Datei</translation>
    </message>
    <message>
        <source>SQLite %1</source>
        <translation>SQLite %1</translation>
    </message>
    <message>
        <source>You are not signed in</source>
        <translation>Sie sind nicht angemeldet</translation>
    </message>
    <message>
        <source>The keychain did not take the password, so it will be asked for again: %1</source>
        <translation>Der Schlüsselbund hat das Passwort nicht angenommen, daher wird wieder danach gefragt: %1</translation>
    </message>
</context>
<context>
    <name>sentinai::DashboardModel</name>
    <message>
        <source>Key figures</source>
        <translation>Kennzahlen</translation>
    </message>
    <message>
        <source>By status</source>
        <translation>Nach Status</translation>
    </message>
    <message>
        <source>By severity</source>
        <translation>Nach Schweregrad</translation>
    </message>
    <message>
        <source>By domain</source>
        <translation>Nach Bereich</translation>
    </message>
    <message>
        <source>Opened and resolved</source>
        <translation>Eröffnet und gelöst</translation>
    </message>
    <message>
        <source>Age of unresolved exceptions</source>
        <translation>Alter ungelöster Ausnahmen</translation>
    </message>
    <message>
        <source>SLA deadline of unresolved exceptions</source>
        <translation>SLA-Frist ungelöster Ausnahmen</translation>
    </message>
    <message>
        <source>Top entities, unresolved</source>
        <translation>Häufigste Bezugsobjekte, ungelöst</translation>
    </message>
    <message>
        <source>Top sources, unresolved</source>
        <translation>Häufigste Quellen, ungelöst</translation>
    </message>
    <message>
        <source>Owners&apos; load, unresolved</source>
        <translation>Last der Bearbeiter, ungelöst</translation>
    </message>
</context>
<context>
    <name>sentinai::DashboardPage</name>
    <message>
        <source>Dashboard</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Domain</source>
        <translation>Bereich</translation>
    </message>
    <message>
        <source>Show only one domain</source>
        <translation>Nur einen Bereich zeigen</translation>
    </message>
    <message>
        <source>Nothing was opened or resolved in this period.</source>
        <translation>In diesem Zeitraum wurde nichts eröffnet oder gelöst.</translation>
    </message>
    <message>
        <source>No exceptions.</source>
        <translation>Keine Ausnahmen.</translation>
    </message>
    <message>
        <source>All exceptions of this period are resolved.</source>
        <translation>Alle Ausnahmen dieses Zeitraums sind gelöst.</translation>
    </message>
    <message>
        <source>No unresolved exception has a deadline.</source>
        <translation>Keine ungelöste Ausnahme hat eine Frist.</translation>
    </message>
    <message>
        <source>Loading the figures</source>
        <translation>Die Zahlen werden geladen</translation>
    </message>
    <message>
        <source>The figures could not be loaded</source>
        <translation>Die Zahlen konnten nicht geladen werden</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>%1 exceptions</source>
        <translation>%1 Ausnahmen</translation>
    </message>
    <message>
        <source>No exceptions yet</source>
        <translation>Noch keine Ausnahmen</translation>
    </message>
    <message>
        <source>Import a log, or wait for the first exception to be recorded.</source>
        <translation>Importieren Sie ein Protokoll, oder warten Sie, bis die erste Ausnahme aufgezeichnet wird.</translation>
    </message>
    <message>
        <source>Import a log …</source>
        <translation>Protokoll importieren …</translation>
    </message>
    <message>
        <source>No exceptions here</source>
        <translation>Hier sind keine Ausnahmen</translation>
    </message>
    <message>
        <source>None were created in this period and domain.</source>
        <translation>In diesem Zeitraum und Bereich sind keine entstanden.</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alle zeigen</translation>
    </message>
    <message>
        <source>%1 % of all</source>
        <translation>%1 % von allen</translation>
    </message>
    <message>
        <source>of %1 unresolved</source>
        <translation>von %1 ungelösten</translation>
    </message>
    <message>
        <source>of %1 resolved</source>
        <translation>von %1 gelösten</translation>
    </message>
    <message>
        <source>last 12 months, by %1</source>
        <translation>letzte 12 Monate, nach %1</translation>
    </message>
    <message>
        <source>by %1</source>
        <translation>nach %1</translation>
    </message>
    <message>
        <source>All domains</source>
        <translation>Alle Bereiche</translation>
    </message>
    <message>
        <source>Not up to date: %1</source>
        <translation>Nicht aktuell: %1</translation>
    </message>
    <message>
        <source>Updating …</source>
        <translation>Wird aktualisiert …</translation>
    </message>
    <message>
        <source>As of %1</source>
        <translation>Stand %1</translation>
    </message>
</context>
<context>
    <name>sentinai::DateJumpBar</name>
    <message>
        <source>Go</source>
        <translation>Los</translation>
    </message>
    <message>
        <source>Sort by date</source>
        <translation>Nach Datum sortieren</translation>
    </message>
    <message>
        <source>Go to date</source>
        <translation>Zum Datum</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>The list is not sorted by date.</source>
        <translation>Die Liste ist nicht nach Datum sortiert.</translation>
    </message>
</context>
<context>
    <name>sentinai::DesktopNotices</name>
    <message>
        <source>For %1: %2</source>
        <translation>Für %1: %2</translation>
    </message>
</context>
<context>
    <name>sentinai::EventFilterBar</name>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Show only some types of events</source>
        <translation>Nur manche Arten von Ereignissen zeigen</translation>
    </message>
    <message>
        <source>Show only what some actors did</source>
        <translation>Nur zeigen, was manche Akteure taten</translation>
    </message>
    <message>
        <source>Range of time</source>
        <translation>Zeitraum</translation>
    </message>
    <message>
        <source>Any time</source>
        <translation>Jederzeit</translation>
    </message>
    <message>
        <source>Last 24 hours</source>
        <translation>Letzte 24 Stunden</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Letzte 30 Tage</translation>
    </message>
    <message>
        <source>Between …</source>
        <translation>Zwischen …</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>Erster Tag</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Letzter Tag</translation>
    </message>
    <message>
        <source>Show all events again</source>
        <translation>Wieder alle Ereignisse zeigen</translation>
    </message>
    <message>
        <source>All types</source>
        <translation>Alle Arten</translation>
    </message>
    <message>
        <source>%1 types</source>
        <translation>%1 Arten</translation>
    </message>
    <message>
        <source>Event types: %1</source>
        <translation>Ereignisarten: %1</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>All actors</source>
        <translation>Alle Akteure</translation>
    </message>
    <message>
        <source>%1 actors</source>
        <translation>%1 Akteure</translation>
    </message>
    <message>
        <source>Actors: %1</source>
        <translation>Akteure: %1</translation>
    </message>
    <message>
        <source>Still being read; open this menu again in a moment</source>
        <translation>Wird noch gelesen; öffnen Sie dieses Menü gleich noch einmal</translation>
    </message>
</context>
<context>
    <name>sentinai::EventPayloadView</name>
    <message>
        <source>Copy event</source>
        <translation>Ereignis kopieren</translation>
    </message>
    <message>
        <source>Payload of the event</source>
        <translation>Inhalt des Ereignisses</translation>
    </message>
    <message>
        <source>Payload of the event as JSON</source>
        <translation>Inhalt des Ereignisses als JSON</translation>
    </message>
    <message>
        <source>Tree</source>
        <translation>Baum</translation>
    </message>
    <message>
        <source>Show the payload as a tree, member by member</source>
        <translation>Den Inhalt als Baum zeigen, Glied für Glied</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>Show the payload as the database holds it, laid out</source>
        <translation>Den Inhalt zeigen, wie ihn die Datenbank enthält, mit Einrückungen</translation>
    </message>
    <message>
        <source>Copy the whole event as JSON (Ctrl+Shift+J)</source>
        <translation>Das ganze Ereignis als JSON kopieren (Ctrl+Shift+J)</translation>
    </message>
    <message>
        <source>Event copied as JSON</source>
        <translation>Ereignis als JSON kopiert</translation>
    </message>
    <message>
        <source>No event selected</source>
        <translation>Kein Ereignis ausgewählt</translation>
    </message>
    <message>
        <source>Event %1 · %2 · %3 · %4</source>
        <translation>Ereignis %1 · %2 · %3 · %4</translation>
    </message>
    <message>
        <source>%1
… %2 more characters; “Copy event” gives all.</source>
        <translation>%1
… %2 weitere Zeichen; „Ereignis kopieren“ gibt alle.</translation>
    </message>
    <message>
        <source>&amp;Copy value</source>
        <translation>&amp;Wert kopieren</translation>
    </message>
    <message>
        <source>Value copied</source>
        <translation>Wert kopiert</translation>
    </message>
    <message>
        <source>Copy &amp;path</source>
        <translation>&amp;Pfad kopieren</translation>
    </message>
    <message>
        <source>Path copied</source>
        <translation>Pfad kopiert</translation>
    </message>
</context>
<context>
    <name>sentinai::EventSummary</name>
    <message>
        <source>Domain</source>
        <translation>Bereich</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Schweregrad</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Source system</source>
        <translation>Quellsystem</translation>
    </message>
    <message>
        <source>Entity</source>
        <translation>Bezugsobjekt</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>Währung</translation>
    </message>
    <message>
        <source>SLA deadline</source>
        <translation>SLA-Frist</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Bearbeiter</translation>
    </message>
    <message>
        <source>Playbook</source>
        <translation>Playbook</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>unnamed user</source>
        <translation>unbenannte Person</translation>
    </message>
    <message>
        <source>agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>agent %1</source>
        <translation>Agent %1</translation>
    </message>
    <message>
        <source>system</source>
        <translation>System</translation>
    </message>
    <message>
        <source>system %1</source>
        <translation>System %1</translation>
    </message>
    <message>
        <source>Assigned to %1</source>
        <translation>%1 zugewiesen</translation>
    </message>
    <message>
        <source>%1 %2 → %3</source>
        <translation>%1 %2 → %3</translation>
    </message>
    <message>
        <source>Created with severity %1: %2, from %3</source>
        <translation>Erstellt mit Schweregrad %1: %2, aus %3</translation>
    </message>
    <message>
        <source>, assigned to %1</source>
        <translation>, %1 zugewiesen</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>“%1”</source>
        <translation>„%1“</translation>
    </message>
</context>
<context>
    <name>sentinai::EventTimelineModel</name>
    <message>
        <source>Event %1, %2, %3 by %4: %5</source>
        <translation>Ereignis %1, %2, %3 von %4: %5</translation>
    </message>
    <message>
        <source>%1
Recorded %2</source>
        <translation>%1
Aufgezeichnet %2</translation>
    </message>
    <message>
        <source>Time since the event in the row above</source>
        <translation>Zeit seit dem Ereignis in der Zeile darüber</translation>
    </message>
    <message>
        <source>Number of the event, in the order in which they were recorded</source>
        <translation>Nummer des Ereignisses, in der Reihenfolge der Aufzeichnung</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Danach</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>Ereignis</translation>
    </message>
    <message>
        <source>Actor</source>
        <translation>Akteur</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>Nr.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Loading …</source>
        <translation>Wird geladen …</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>Wird geladen</translation>
    </message>
</context>
<context>
    <name>sentinai::EventTimelineView</name>
    <message>
        <source>Event timeline</source>
        <translation>Verlauf der Ereignisse</translation>
    </message>
    <message>
        <source>more than %1</source>
        <translation>mehr als %1</translation>
    </message>
    <message>
        <source>%1 matching</source>
        <translation>%1 passende</translation>
    </message>
    <message>
        <source>1 event</source>
        <translation>1 Ereignis</translation>
    </message>
    <message>
        <source>%1 events</source>
        <translation>%1 Ereignisse</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Erneut</translation>
    </message>
    <message>
        <source>Loading events</source>
        <translation>Ereignisse werden geladen</translation>
    </message>
    <message>
        <source>The timeline could not be read</source>
        <translation>Der Verlauf konnte nicht gelesen werden</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>No matching events</source>
        <translation>Keine passenden Ereignisse</translation>
    </message>
    <message>
        <source>No event of this exception matches the filter.</source>
        <translation>Kein Ereignis dieser Ausnahme passt zum Filter.</translation>
    </message>
    <message>
        <source>Show all events</source>
        <translation>Alle Ereignisse zeigen</translation>
    </message>
    <message>
        <source>Some events could not be read</source>
        <translation>Einige Ereignisse konnten nicht gelesen werden</translation>
    </message>
</context>
<context>
    <name>sentinai::ExceptionAttributePanel</name>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Schweregrad</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Bearbeiter</translation>
    </message>
    <message>
        <source>SLA</source>
        <translation>SLA</translation>
    </message>
    <message>
        <source>Deadline</source>
        <translation>Frist</translation>
    </message>
    <message>
        <source>Attributes</source>
        <translation>Merkmale</translation>
    </message>
    <message>
        <source>Edit …</source>
        <translation>Bearbeiten …</translation>
    </message>
    <message>
        <source>Edit attributes</source>
        <translation>Merkmale bearbeiten</translation>
    </message>
    <message>
        <source>Domain</source>
        <translation>Bereich</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Entity</source>
        <translation>Bezugsobjekt</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Erstellt</translation>
    </message>
    <message>
        <source>Updated</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>Resolved</source>
        <translation>Gelöst</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>Kommentar</translation>
    </message>
    <message>
        <source>What others should know …</source>
        <translation>Was andere wissen sollten …</translation>
    </message>
    <message>
        <source>Add comment</source>
        <translation>Kommentar hinzufügen</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>%1 breached</source>
        <translation>um %1 verletzt</translation>
    </message>
    <message>
        <source>No deadline</source>
        <translation>Keine Frist</translation>
    </message>
    <message>
        <source>Change the status (Ctrl+Shift+S)</source>
        <translation>Status ändern (Ctrl+Shift+S)</translation>
    </message>
    <message>
        <source>Change the severity (Ctrl+Shift+Y)</source>
        <translation>Schweregrad ändern (Ctrl+Shift+Y)</translation>
    </message>
    <message>
        <source>Change the owner (Ctrl+Shift+O), assign to me (Ctrl+Shift+M)</source>
        <translation>Bearbeiter ändern (Ctrl+Shift+O), mir zuweisen (Ctrl+Shift+M)</translation>
    </message>
    <message>
        <source>Edit the other attributes (Ctrl+E)</source>
        <translation>Die übrigen Merkmale bearbeiten (Ctrl+E)</translation>
    </message>
    <message>
        <source>Write a comment (Ctrl+Shift+K); Ctrl+Enter adds it</source>
        <translation>Kommentar schreiben (Ctrl+Shift+K); Ctrl+Enter fügt ihn hinzu</translation>
    </message>
    <message>
        <source>Add the comment to the timeline (Ctrl+Enter)</source>
        <translation>Den Kommentar zum Verlauf hinzufügen (Ctrl+Enter)</translation>
    </message>
    <message>
        <source>Write a comment first</source>
        <translation>Schreiben Sie zuerst einen Kommentar</translation>
    </message>
    <message>
        <source>The comment is too long</source>
        <translation>Der Kommentar ist zu lang</translation>
    </message>
    <message>
        <source>%1 characters too many</source>
        <translation>%1 Zeichen zu viel</translation>
    </message>
    <message>
        <source>%1 of %2 characters</source>
        <translation>%1 von %2 Zeichen</translation>
    </message>
</context>
<context>
    <name>sentinai::ExceptionCells</name>
    <message>
        <source>Deadline %1</source>
        <translation>Frist %1</translation>
    </message>
    <message>
        <source>No deadline</source>
        <translation>Keine Frist</translation>
    </message>
    <message>
        <source>Created %1
Resolved %2</source>
        <translation>Erstellt %1
Gelöst %2</translation>
    </message>
    <message>
        <source>Created %1</source>
        <translation>Erstellt %1</translation>
    </message>
    <message>
        <source>Unassigned</source>
        <translation>Nicht zugewiesen</translation>
    </message>
    <message>
        <source>severity %1</source>
        <translation>Schweregrad %1</translation>
    </message>
    <message>
        <source>SLA %1</source>
        <translation>SLA %1</translation>
    </message>
    <message>
        <source>owner %1</source>
        <translation>Bearbeiter %1</translation>
    </message>
    <message>
        <source>unassigned</source>
        <translation>nicht zugewiesen</translation>
    </message>
</context>
<context>
    <name>sentinai::ExceptionDetailModel</name>
    <message>
        <source>Somebody else has changed it meanwhile.</source>
        <translation>Jemand anderes hat sie inzwischen geändert.</translation>
    </message>
</context>
<context>
    <name>sentinai::ExceptionDetailPage</name>
    <message>
        <source>Saving …</source>
        <translation>Wird gespeichert …</translation>
    </message>
    <message>
        <source>Payload</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>Similar</source>
        <translation>Ähnliche</translation>
    </message>
    <message>
        <source>Change status …</source>
        <translation>Status ändern …</translation>
    </message>
    <message>
        <source>Change severity …</source>
        <translation>Schweregrad ändern …</translation>
    </message>
    <message>
        <source>Change owner …</source>
        <translation>Bearbeiter ändern …</translation>
    </message>
    <message>
        <source>Assign to me</source>
        <translation>Mir zuweisen</translation>
    </message>
    <message>
        <source>Edit attributes …</source>
        <translation>Merkmale bearbeiten …</translation>
    </message>
    <message>
        <source>Write a comment</source>
        <translation>Kommentar schreiben</translation>
    </message>
    <message>
        <source>Go to the timeline</source>
        <translation>Zum Verlauf gehen</translation>
    </message>
    <message>
        <source>Copy event as JSON</source>
        <translation>Ereignis als JSON kopieren</translation>
    </message>
    <message>
        <source>Event copied as JSON</source>
        <translation>Ereignis als JSON kopiert</translation>
    </message>
    <message>
        <source>Copy the exception&apos;s id</source>
        <translation>ID der Ausnahme kopieren</translation>
    </message>
    <message>
        <source>Id copied</source>
        <translation>ID kopiert</translation>
    </message>
    <message>
        <source>Verify the chain of events</source>
        <translation>Die Kette der Ereignisse prüfen</translation>
    </message>
    <message>
        <source>Exception</source>
        <translation>Ausnahme</translation>
    </message>
    <message>
        <source>No exception chosen</source>
        <translation>Keine Ausnahme gewählt</translation>
    </message>
    <message>
        <source>Choose one in the table to see its attributes and its timeline.</source>
        <translation>Wählen Sie eine in der Tabelle, um ihre Merkmale und ihren Verlauf zu sehen.</translation>
    </message>
    <message>
        <source>Loading %1</source>
        <translation>%1 wird geladen</translation>
    </message>
    <message>
        <source>%1 is not here</source>
        <translation>%1 ist hier nicht</translation>
    </message>
    <message>
        <source>This tenant has no such exception. It may belong to another tenant.</source>
        <translation>Dieser Mandant hat keine solche Ausnahme. Vielleicht gehört sie einem anderen.</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Noch einmal nachsehen</translation>
    </message>
    <message>
        <source>You may not see %1</source>
        <translation>Sie dürfen %1 nicht sehen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>%1 could not be read</source>
        <translation>%1 konnte nicht gelesen werden</translation>
    </message>
    <message>
        <source>What you see may be out of date: %1</source>
        <translation>Was Sie sehen, ist vielleicht nicht aktuell: %1</translation>
    </message>
    <message>
        <source>Your change to %1 is not saved: %2</source>
        <translation>Ihre Änderung an %1 ist nicht gespeichert: %2</translation>
    </message>
    <message>
        <source>Discard change</source>
        <translation>Änderung verwerfen</translation>
    </message>
    <message>
        <source>Every event carries a hash over itself and the event before. Click to recompute them all here from the raw rows (Ctrl+Shift+V).</source>
        <translation>Jedes Ereignis trägt eine Prüfsumme über sich und das Ereignis davor. Klicken Sie, um alle hier aus den rohen Zeilen neu zu berechnen (Ctrl+Shift+V).</translation>
    </message>
    <message>
        <source>Similar (%1)</source>
        <translation>Ähnliche (%1)</translation>
    </message>
    <message>
        <source>Waiting behind it: %1</source>
        <translation>Dahinter warten: %1</translation>
    </message>
</context>
<context>
    <name>sentinai::ExceptionSummaryPanel</name>
    <message>
        <source>Select a row to see it here.</source>
        <translation>Wählen Sie eine Zeile, um sie hier zu sehen.</translation>
    </message>
    <message>
        <source>Open exception</source>
        <translation>Ausnahme öffnen</translation>
    </message>
    <message>
        <source>Summary of the selected exception</source>
        <translation>Überblick über die gewählte Ausnahme</translation>
    </message>
    <message>
        <source>Open with its timeline (Enter in the table)</source>
        <translation>Mit ihrem Verlauf öffnen (Eingabetaste in der Tabelle)</translation>
    </message>
    <message>
        <source>Unassigned</source>
        <translation>Nicht zugewiesen</translation>
    </message>
</context>
<context>
    <name>sentinai::ExceptionTableModel</name>
    <message>
        <source>Loading …</source>
        <translation>Wird geladen …</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>Wird geladen</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
    <message>
        <source>Time left until the deadline; negative once it is breached</source>
        <translation>Zeit bis zur Frist; negativ, sobald sie verletzt ist</translation>
    </message>
    <message>
        <source>Time since it arose, or until it was resolved</source>
        <translation>Zeit seit der Entstehung, oder bis zur Lösung</translation>
    </message>
</context>
<context>
    <name>sentinai::ExceptionTableView</name>
    <message>
        <source>Exceptions</source>
        <translation>Ausnahmen</translation>
    </message>
    <message>
        <source>Enter opens the exception in the current row.</source>
        <translation>Die Eingabetaste öffnet die Ausnahme in der aktuellen Zeile.</translation>
    </message>
    <message>
        <source>Click to sort, drag to move, right-click to choose columns</source>
        <translation>Klicken sortiert, Ziehen verschiebt, Rechtsklick wählt Spalten</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>The id is always shown: it tells the rows apart.</source>
        <translation>Die ID ist immer zu sehen: sie unterscheidet die Zeilen.</translation>
    </message>
    <message>
        <source>Reset columns and sorting</source>
        <translation>Spalten und Sortierung zurücksetzen</translation>
    </message>
    <message>
        <source>&amp;Open %1</source>
        <translation>%1 ö&amp;ffnen</translation>
    </message>
    <message>
        <source>&amp;Filter by %1</source>
        <translation>Nach %1 f&amp;iltern</translation>
    </message>
    <message>
        <source>Copy &amp;cell</source>
        <translation>&amp;Zelle kopieren</translation>
    </message>
    <message>
        <source>Copy &amp;rows</source>
        <translation>&amp;Zeilen kopieren</translation>
    </message>
    <message>
        <source>Copy rows with &amp;headers</source>
        <translation>Zeilen mit &amp;Überschriften kopieren</translation>
    </message>
</context>
<context>
    <name>sentinai::ExceptionsPage</name>
    <message>
        <source>Summary panel</source>
        <translation>Überblick</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>Wird geladen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Show the selected row at the right (F9)</source>
        <translation>Die gewählte Zeile rechts zeigen (F9)</translation>
    </message>
    <message>
        <source>Copy selected rows with headers</source>
        <translation>Gewählte Zeilen mit Überschriften kopieren</translation>
    </message>
    <message>
        <source>Copy cell</source>
        <translation>Zelle kopieren</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>Filter leeren</translation>
    </message>
    <message>
        <source>Reset columns and sorting</source>
        <translation>Spalten und Sortierung zurücksetzen</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Choose the columns of the table</source>
        <translation>Spalten der Tabelle wählen</translation>
    </message>
    <message>
        <source>Exceptions</source>
        <translation>Ausnahmen</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Loading exceptions …</source>
        <translation>Ausnahmen werden geladen …</translation>
    </message>
    <message>
        <source>No exceptions yet</source>
        <translation>Noch keine Ausnahmen</translation>
    </message>
    <message>
        <source>No exception matches the filter</source>
        <translation>Keine Ausnahme passt zum Filter</translation>
    </message>
    <message>
        <source>Remove a condition, or clear the filter to see all.</source>
        <translation>Entfernen Sie eine Bedingung, oder leeren Sie den Filter, um alle zu sehen.</translation>
    </message>
    <message>
        <source>You may not see these exceptions</source>
        <translation>Sie dürfen diese Ausnahmen nicht sehen</translation>
    </message>
    <message>
        <source>The exceptions could not be loaded</source>
        <translation>Die Ausnahmen konnten nicht geladen werden</translation>
    </message>
    <message>
        <source>This tenant has no exceptions. Import a log to fill it.</source>
        <translation>Dieser Mandant hat keine Ausnahmen. Importieren Sie ein Protokoll, um ihn zu füllen.</translation>
    </message>
    <message>
        <source>Import a log …</source>
        <translation>Protokoll importieren …</translation>
    </message>
    <message>
        <source>Show new exceptions</source>
        <translation>Neue Ausnahmen anzeigen</translation>
    </message>
    <message>
        <source>%1 rows copied</source>
        <translation>%1 Zeilen kopiert</translation>
    </message>
    <message>
        <source>%1 rows copied; %2 selected ones are not loaded and were left out</source>
        <translation>%1 Zeilen kopiert; %2 ausgewählte sind nicht geladen und fehlen</translation>
    </message>
    <message>
        <source>Go to date …</source>
        <translation>Zum Datum …</translation>
    </message>
    <message>
        <source>%1 rows, %2 match</source>
        <translation>%1 Zeilen, %2 passen</translation>
    </message>
    <message>
        <source>%1–%2</source>
        <translation>%1–%2</translation>
    </message>
    <message>
        <source>%1, counting …</source>
        <translation>%1, wird gezählt …</translation>
    </message>
    <message>
        <source>Looking …</source>
        <translation>Wird gesucht …</translation>
    </message>
    <message>
        <source>The list is empty.</source>
        <translation>Die Liste ist leer.</translation>
    </message>
    <message>
        <source>Nothing is as old as that; this is the oldest.</source>
        <translation>Nichts ist so alt; dies ist das Älteste.</translation>
    </message>
    <message>
        <source>Nothing is as recent as that; this is the latest.</source>
        <translation>Nichts ist so neu; dies ist das Neueste.</translation>
    </message>
    <message>
        <source>Select all loaded rows</source>
        <translation>Alle geladenen Zeilen auswählen</translation>
    </message>
    <message>
        <source>Clear selection</source>
        <translation>Auswahl aufheben</translation>
    </message>
    <message>
        <source>%1: those that are loaded. Copying takes these only.</source>
        <translation>%1: die geladenen. Kopiert werden nur diese.</translation>
    </message>
</context>
<context>
    <name>sentinai::FigureCard</name>
    <message>
        <source>%1 Shows these exceptions.</source>
        <translation>%1 Zeigt diese Ausnahmen.</translation>
    </message>
    <message>
        <source>%1. Click to see these exceptions.</source>
        <translation>%1. Klicken, um diese Ausnahmen zu sehen.</translation>
    </message>
</context>
<context>
    <name>sentinai::FigureChart</name>
    <message>
        <source>Chart. Arrow keys move over its values, Enter shows the exceptions behind one.</source>
        <translation>Diagramm. Pfeiltasten gehen über seine Werte, die Eingabetaste zeigt die Ausnahmen dahinter.</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <translation>%1. %2</translation>
    </message>
</context>
<context>
    <name>sentinai::FigurePanel</name>
    <message>
        <source>Nothing to show.</source>
        <translation>Nichts zu zeigen.</translation>
    </message>
    <message>
        <source>Show as table</source>
        <translation>Als Tabelle zeigen</translation>
    </message>
    <message>
        <source>%1: show as table</source>
        <translation>%1: als Tabelle zeigen</translation>
    </message>
</context>
<context>
    <name>sentinai::FigureTableModel</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>sentinai::FigureTableView</name>
    <message>
        <source>%1, as a table</source>
        <translation>%1, als Tabelle</translation>
    </message>
    <message>
        <source>Show Exceptions</source>
        <translation>Ausnahmen zeigen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
</context>
<context>
    <name>sentinai::FilterBar</name>
    <message>
        <source>Filter: status:open severity:&gt;=high owner:me sla:&lt;4h or any text, then Enter</source>
        <translation>Filter: status:open severity:&gt;=high owner:me sla:&lt;4h oder ein Text, dann Eingabetaste</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Terms such as status:open, severity:&gt;=high, owner:me, age:&gt;2d, or any text. Enter applies.</source>
        <translation>Bedingungen wie status:open, severity:&gt;=high, owner:me, age:&gt;2d, oder ein Text. Die Eingabetaste wendet sie an.</translation>
    </message>
    <message>
        <source>Me</source>
        <translation>Ich</translation>
    </message>
    <message>
        <source>Unassigned</source>
        <translation>Nicht zugewiesen</translation>
    </message>
    <message>
        <source>Clear all</source>
        <translation>Alles leeren</translation>
    </message>
    <message>
        <source>Remove every condition of the filter</source>
        <translation>Alle Bedingungen des Filters entfernen</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Den Filter leeren</translation>
    </message>
</context>
<context>
    <name>sentinai::FilterChip</name>
    <message>
        <source>Remove “%1” from the filter</source>
        <translation>„%1“ aus dem Filter entfernen</translation>
    </message>
    <message>
        <source>Remove filter %1</source>
        <translation>Filter %1 entfernen</translation>
    </message>
</context>
<context>
    <name>sentinai::FilterCompletionModel</name>
    <message>
        <source>open, analyzing, resolved, escalated</source>
        <translation>open, analyzing, resolved, escalated</translation>
    </message>
    <message>
        <source>low to critical; &gt;=high for high and above</source>
        <translation>low bis critical; &gt;=high für hoch und darüber</translation>
    </message>
    <message>
        <source>business domain</source>
        <translation>Geschäftsbereich</translation>
    </message>
    <message>
        <source>kind of exception</source>
        <translation>Art der Ausnahme</translation>
    </message>
    <message>
        <source>counterparty, patient, account …</source>
        <translation>Gegenpartei, Patient, Konto …</translation>
    </message>
    <message>
        <source>system it came from</source>
        <translation>System, aus dem sie kam</translation>
    </message>
    <message>
        <source>me, none, or a name</source>
        <translation>me, none oder ein Name</translation>
    </message>
    <message>
        <source>when it arose: today, &lt;7d, 2026-03-01..2026-03-31</source>
        <translation>wann sie entstand: today, &lt;7d, 2026-03-01..2026-03-31</translation>
    </message>
    <message>
        <source>when it last changed</source>
        <translation>wann sie sich zuletzt änderte</translation>
    </message>
    <message>
        <source>when it was resolved</source>
        <translation>wann sie gelöst wurde</translation>
    </message>
    <message>
        <source>time left: &lt;4h; a day or a range of days</source>
        <translation>verbleibende Zeit: &lt;4h; ein Tag oder mehrere</translation>
    </message>
    <message>
        <source>time since it arose: &gt;2d, 1d..3d</source>
        <translation>Zeit seit der Entstehung: &gt;2d, 1d..3d</translation>
    </message>
    <message>
        <source>&gt;100, &lt;=2500.50, 100..500</source>
        <translation>&gt;100, &lt;=2500.50, 100..500</translation>
    </message>
    <message>
        <source>medium and above</source>
        <translation>mittel und darüber</translation>
    </message>
    <message>
        <source>high and above</source>
        <translation>hoch und darüber</translation>
    </message>
    <message>
        <source>yourself</source>
        <translation>Sie selbst</translation>
    </message>
    <message>
        <source>unassigned</source>
        <translation>nicht zugewiesen</translation>
    </message>
    <message>
        <source>in the last day</source>
        <translation>im letzten Tag</translation>
    </message>
    <message>
        <source>in the last 7 days</source>
        <translation>in den letzten 7 Tagen</translation>
    </message>
    <message>
        <source>in the last 30 days</source>
        <translation>in den letzten 30 Tagen</translation>
    </message>
    <message>
        <source>deadline passed</source>
        <translation>Frist vorbei</translation>
    </message>
    <message>
        <source>less than an hour left, or passed</source>
        <translation>weniger als eine Stunde übrig, oder vorbei</translation>
    </message>
    <message>
        <source>less than 4 hours left, or passed</source>
        <translation>weniger als 4 Stunden übrig, oder vorbei</translation>
    </message>
    <message>
        <source>ends within a day</source>
        <translation>endet innerhalb eines Tages</translation>
    </message>
    <message>
        <source>younger than 4 hours</source>
        <translation>jünger als 4 Stunden</translation>
    </message>
    <message>
        <source>older than a day</source>
        <translation>älter als ein Tag</translation>
    </message>
    <message>
        <source>older than 7 days</source>
        <translation>älter als 7 Tage</translation>
    </message>
    <message>
        <source>between one and three days</source>
        <translation>zwischen einem und drei Tagen</translation>
    </message>
</context>
<context>
    <name>sentinai::FilterDateButton</name>
    <message>
        <source>Any time</source>
        <translation>Jederzeit</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Gestern</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Letzte 30 Tage</translation>
    </message>
    <message>
        <source>Last 90 days</source>
        <translation>Letzte 90 Tage</translation>
    </message>
    <message>
        <source>From … to …</source>
        <translation>Von … bis …</translation>
    </message>
    <message>
        <source>%1 between two days</source>
        <translation>%1 zwischen zwei Tagen</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Anwenden</translation>
    </message>
    <message>
        <source>&amp;First day</source>
        <translation>&amp;Erster Tag</translation>
    </message>
    <message>
        <source>&amp;Last day</source>
        <translation>&amp;Letzter Tag</translation>
    </message>
    <message>
        <source>%1 (1)</source>
        <translation>%1 (1)</translation>
    </message>
    <message>
        <source>Filter by %1: %2</source>
        <translation>Nach %1 filtern: %2</translation>
    </message>
</context>
<context>
    <name>sentinai::FilterLineEdit</name>
    <message>
        <source>Completions</source>
        <translation>Vorschläge</translation>
    </message>
</context>
<context>
    <name>sentinai::FilterValueButton</name>
    <message>
        <source>Search …</source>
        <translation>Suchen …</translation>
    </message>
    <message>
        <source>Search %1</source>
        <translation>%1 durchsuchen</translation>
    </message>
    <message>
        <source>There are no values yet.</source>
        <translation>Es gibt noch keine Werte.</translation>
    </message>
    <message>
        <source>Nothing contains “%1”.</source>
        <translation>Nichts enthält „%1“.</translation>
    </message>
    <message>
        <source>(empty)</source>
        <translation>(leer)</translation>
    </message>
    <message>
        <source>any</source>
        <translation>beliebig</translation>
    </message>
    <message>
        <source>Filter by %1: %2</source>
        <translation>Nach %1 filtern: %2</translation>
    </message>
    <message>
        <source>Loading …</source>
        <translation>Wird geladen …</translation>
    </message>
</context>
<context>
    <name>sentinai::GzipDevice</name>
    <message>
        <source>There is not enough memory to decompress the file.</source>
        <translation>Der Speicher reicht nicht, um die Datei zu entpacken.</translation>
    </message>
    <message>
        <source>The gzip stream is truncated: it ends before its checksum. Fetch the file again.</source>
        <translation>Der gzip-Strom ist abgeschnitten: er endet vor seiner Prüfsumme. Holen Sie die Datei noch einmal.</translation>
    </message>
    <message>
        <source>The gzip stream is corrupt (%1). Fetch the file again.</source>
        <translation>Der gzip-Strom ist beschädigt (%1). Holen Sie die Datei noch einmal.</translation>
    </message>
</context>
<context>
    <name>sentinai::ImportFilePage</name>
    <message>
        <source>%1, gzip</source>
        <translation>%1, gzip</translation>
    </message>
    <message>
        <source>Drop a log here: CSV or XES, plain or gzip</source>
        <translation>Protokoll hier ablegen: CSV oder XES, auch mit gzip gepackt</translation>
    </message>
    <message>
        <source>Choose &amp;File …</source>
        <translation>&amp;Datei wählen …</translation>
    </message>
    <message>
        <source>&amp;Path</source>
        <translation>&amp;Pfad</translation>
    </message>
    <message>
        <source>Path of the log</source>
        <translation>Pfad des Protokolls</translation>
    </message>
    <message>
        <source>or type its path and press Enter</source>
        <translation>oder den Pfad tippen und die Eingabetaste drücken</translation>
    </message>
    <message>
        <source>Looking into the file …</source>
        <translation>Die Datei wird angesehen …</translation>
    </message>
    <message>
        <source>Choose a file first.</source>
        <translation>Wählen Sie zuerst eine Datei.</translation>
    </message>
    <message>
        <source>Choose a Log</source>
        <translation>Protokoll wählen</translation>
    </message>
    <message>
        <source>Logs (*.csv *.xes *.csv.gz *.xes.gz *.gz *.txt)</source>
        <translation>Protokolle (*.csv *.xes *.csv.gz *.xes.gz *.gz *.txt)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>%1 · %2 · %3 · %4</source>
        <translation>%1 · %2 · %3 · %4</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
</context>
<context>
    <name>sentinai::ImportMappingPage</name>
    <message>
        <source>&amp;Mapping</source>
        <translation>&amp;Zuordnung</translation>
    </message>
    <message>
        <source>Mapping</source>
        <translation>Zuordnung</translation>
    </message>
    <message>
        <source>&amp;Own Mapping File …</source>
        <translation>&amp;Eigene Zuordnungsdatei …</translation>
    </message>
    <message>
        <source>First rows of the file</source>
        <translation>Erste Zeilen der Datei</translation>
    </message>
    <message>
        <source>What they become</source>
        <translation>Was aus ihnen wird</translation>
    </message>
    <message>
        <source>Reading the first rows …</source>
        <translation>Die ersten Zeilen werden gelesen …</translation>
    </message>
    <message>
        <source>Choose a mapping that fits the file.</source>
        <translation>Wählen Sie eine Zuordnung, die zur Datei passt.</translation>
    </message>
    <message>
        <source>Choose a Mapping File</source>
        <translation>Zuordnungsdatei wählen</translation>
    </message>
    <message>
        <source>Mappings (*.json)</source>
        <translation>Zuordnungen (*.json)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Choose a mapping</source>
        <translation>Zuordnung wählen</translation>
    </message>
    <message>
        <source>The check is being stopped.</source>
        <translation>Die Prüfung wird angehalten.</translation>
    </message>
</context>
<context>
    <name>sentinai::ImportModel</name>
    <message>
        <source>Line</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>Exception</source>
        <translation>Ausnahme</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>Ereignis</translation>
    </message>
    <message>
        <source>At</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>Währung</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>Anmerkung</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>%1 kann nicht geschrieben werden: %2</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation>%1 lässt sich nicht lesen: %2</translation>
    </message>
</context>
<context>
    <name>sentinai::ImportPage</name>
    <message>
        <source>&amp;Next</source>
        <translation>&amp;Weiter</translation>
    </message>
</context>
<context>
    <name>sentinai::ImportRunPage</name>
    <message>
        <source>&amp;Leave existing exceptions as they are</source>
        <translation>&amp;Vorhandene Ausnahmen lassen, wie sie sind</translation>
    </message>
    <message>
        <source>&amp;Save Rejected Rows …</source>
        <translation>Abgelehnte Zeilen &amp;speichern …</translation>
    </message>
    <message>
        <source>Progress of the check</source>
        <translation>Fortschritt der Prüfung</translation>
    </message>
    <message>
        <source>Progress of the import</source>
        <translation>Fortschritt des Imports</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>&amp;Anhalten</translation>
    </message>
    <message>
        <source>&amp;Cancel Import</source>
        <translation>Import abbre&amp;chen</translation>
    </message>
    <message>
        <source>Check &amp;Again</source>
        <translation>Noch einmal &amp;prüfen</translation>
    </message>
    <message>
        <source>Import &amp;Again</source>
        <translation>Noch einmal &amp;importieren</translation>
    </message>
    <message>
        <source>Otherwise, events that the log has and the timeline has not are added to them.</source>
        <translation>Sonst werden ihnen Ereignisse hinzugefügt, die im Protokoll stehen und im Verlauf fehlen.</translation>
    </message>
    <message>
        <source>Rejected rows</source>
        <translation>Abgelehnte Zeilen</translation>
    </message>
    <message>
        <source>Remarks</source>
        <translation>Anmerkungen</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>Gespeichert als %1</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>The import is running.</source>
        <translation>Der Import läuft.</translation>
    </message>
    <message>
        <source>The file is being checked.</source>
        <translation>Die Datei wird geprüft.</translation>
    </message>
    <message>
        <source>None of the rows can be used.</source>
        <translation>Keine der Zeilen ist verwendbar.</translation>
    </message>
    <message>
        <source>Check the file first.</source>
        <translation>Prüfen Sie zuerst die Datei.</translation>
    </message>
    <message>
        <source>&amp;Import</source>
        <translation>&amp;Importieren</translation>
    </message>
    <message>
        <source>Save Rejected Rows</source>
        <translation>Abgelehnte Zeilen speichern</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Checking the whole file. Nothing is written.</source>
        <translation>Die ganze Datei wird geprüft. Nichts wird geschrieben.</translation>
    </message>
    <message>
        <source>Importing …</source>
        <translation>Wird importiert …</translation>
    </message>
    <message>
        <source>There is nothing new in this log.</source>
        <translation>In diesem Protokoll ist nichts Neues.</translation>
    </message>
    <message>
        <source>Nothing was added.</source>
        <translation>Nichts wurde hinzugefügt.</translation>
    </message>
    <message>
        <source>%1 exceptions and %2 events will be added.</source>
        <translation>%1 Ausnahmen und %2 Ereignisse werden hinzugefügt.</translation>
    </message>
    <message>
        <source>%1 exceptions and %2 events were added.</source>
        <translation>%1 Ausnahmen und %2 Ereignisse wurden hinzugefügt.</translation>
    </message>
    <message>
        <source>The check was stopped.</source>
        <translation>Die Prüfung wurde angehalten.</translation>
    </message>
    <message>
        <source>The import was cancelled.</source>
        <translation>Der Import wurde abgebrochen.</translation>
    </message>
    <message>
        <source>The file cannot be imported.</source>
        <translation>Die Datei kann nicht importiert werden.</translation>
    </message>
    <message>
        <source>The import failed.</source>
        <translation>Der Import ist fehlgeschlagen.</translation>
    </message>
    <message>
        <source>%1 Importing again adds what is missing, and nothing twice.</source>
        <translation>%1 Ein neuer Import fügt hinzu, was fehlt, und nichts doppelt.</translation>
    </message>
    <message>
        <source>%1 rows read</source>
        <translation>%1 Zeilen gelesen</translation>
    </message>
    <message>
        <source>%1 rejected</source>
        <translation>%1 abgelehnt</translation>
    </message>
    <message>
        <source>%1 exceptions were there before</source>
        <translation>%1 Ausnahmen waren schon da</translation>
    </message>
    <message>
        <source>%1 events were there before</source>
        <translation>%1 Ereignisse waren schon da</translation>
    </message>
    <message>
        <source>%1 rows left out</source>
        <translation>%1 Zeilen ausgelassen</translation>
    </message>
    <message>
        <source>%1, %2 rows/s</source>
        <translation>%1, %2 Zeilen/s</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>Rejected rows (first %1 of %2)</source>
        <translation>Abgelehnte Zeilen (die ersten %1 von %2)</translation>
    </message>
    <message>
        <source>Rejected rows (%1)</source>
        <translation>Abgelehnte Zeilen (%1)</translation>
    </message>
    <message>
        <source>Remarks (%1)</source>
        <translation>Anmerkungen (%1)</translation>
    </message>
    <message>
        <source>%1 of %2 rows</source>
        <translation>%1 von %2 Zeilen</translation>
    </message>
    <message>
        <source>Reading the file: %1 rows</source>
        <translation>Datei wird gelesen: %1 Zeilen</translation>
    </message>
    <message>
        <source>%1 rows/s</source>
        <translation>%1 Zeilen/s</translation>
    </message>
</context>
<context>
    <name>sentinai::ImportWizard</name>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Schließen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Import a Log</source>
        <translation>Protokoll importieren</translation>
    </message>
    <message>
        <source>The import is still running. Cancel it?</source>
        <translation>Der Import läuft noch. Abbrechen?</translation>
    </message>
    <message>
        <source>What was written so far stays. Importing the log again adds the rest.</source>
        <translation>Was bisher geschrieben ist, bleibt. Wird das Protokoll noch einmal importiert, kommt der Rest hinzu.</translation>
    </message>
    <message>
        <source>Cancel Import</source>
        <translation>Import abbrechen</translation>
    </message>
    <message>
        <source>Keep Importing</source>
        <translation>Weiter importieren</translation>
    </message>
    <message>
        <source>Step %1 of %2: %3</source>
        <translation>Schritt %1 von %2: %3</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
    <message>
        <source>Show &amp;Exceptions</source>
        <translation>&amp;Ausnahmen anzeigen</translation>
    </message>
</context>
<context>
    <name>sentinai::MainWindow</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>Switch &amp;tenant</source>
        <translation>&amp;Mandanten wechseln</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Go</source>
        <translation>&amp;Gehe zu</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
    <message>
        <source>&amp;Forward</source>
        <translation>&amp;Vor</translation>
    </message>
    <message>
        <source>&amp;Close or go back</source>
        <translation>S&amp;chließen oder zurück</translation>
    </message>
    <message>
        <source>Co&amp;mmand palette …</source>
        <translation>&amp;Befehle …</translation>
    </message>
    <message>
        <source>&amp;Page</source>
        <translation>&amp;Seite</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Refresh</source>
        <translation>&amp;Aktualisieren</translation>
    </message>
    <message>
        <source>&amp;Filter …</source>
        <translation>&amp;Filter …</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <source>T&amp;imes</source>
        <translation>&amp;Zeiten</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>&amp;Vollbild</translation>
    </message>
    <message>
        <source>Reset &amp;layout</source>
        <translation>Ansicht &amp;zurücksetzen</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>&amp;About</source>
        <translation>&amp;Über</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>Wie das &amp;System</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>&amp;Local time</source>
        <translation>&amp;Ortszeit</translation>
    </message>
    <message>
        <source>&amp;UTC</source>
        <translation>&amp;UTC</translation>
    </message>
    <message>
        <source>&amp;Relative</source>
        <translation>&amp;Relativ</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>There is nothing to go back to</source>
        <translation>Es gibt nichts, wohin man zurückgehen kann</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Vor</translation>
    </message>
    <message>
        <source>There is nothing to go forward to</source>
        <translation>Es gibt nichts, wohin man vorgehen kann</translation>
    </message>
    <message>
        <source>This page has no commands of its own</source>
        <translation>Diese Seite hat keine eigenen Befehle</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Über</translation>
    </message>
    <message>
        <source>Free software under the GNU General Public License, version 3 or later.</source>
        <translation>Freie Software unter der GNU General Public License, Version 3 oder später.</translation>
    </message>
    <message>
        <source>You are a member of one tenant only</source>
        <translation>Sie sind nur in einem Mandanten Mitglied</translation>
    </message>
    <message>
        <source>Resume &amp;live updates</source>
        <translation>&amp;Live-Aktualisierung fortsetzen</translation>
    </message>
    <message>
        <source>Pause &amp;live updates</source>
        <translation>&amp;Live-Aktualisierung anhalten</translation>
    </message>
    <message>
        <source>No tenant is open</source>
        <translation>Kein Mandant ist geöffnet</translation>
    </message>
</context>
<context>
    <name>sentinai::NavigationBar</name>
    <message>
        <source>Navigation</source>
        <translation>Navigation</translation>
    </message>
</context>
<context>
    <name>sentinai::NewRowsBar</name>
    <message>
        <source>1 new exception</source>
        <translation>1 neue Ausnahme</translation>
    </message>
    <message>
        <source>%1 new exceptions</source>
        <translation>%1 neue Ausnahmen</translation>
    </message>
    <message>
        <source>%1 · Show</source>
        <translation>%1 · Anzeigen</translation>
    </message>
    <message>
        <source>Shows the list from its top, with the new ones in it.</source>
        <translation>Zeigt die Liste von oben, mit den neuen darin.</translation>
    </message>
</context>
<context>
    <name>sentinai::OwnerEditor</name>
    <message>
        <source>Assign to &amp;me</source>
        <translation>&amp;Mir zuweisen</translation>
    </message>
    <message>
        <source>Assign to &amp;someone else …</source>
        <translation>&amp;Jemand anderem zuweisen …</translation>
    </message>
    <message>
        <source>&amp;Unassign</source>
        <translation>Zuweisung &amp;aufheben</translation>
    </message>
    <message>
        <source>New owner</source>
        <translation>Neuer Bearbeiter</translation>
    </message>
    <message>
        <source>Login or agent, then Enter</source>
        <translation>Anmeldung oder Agent, dann Eingabetaste</translation>
    </message>
    <message>
        <source>Enter assigns, Esc cancels</source>
        <translation>Die Eingabetaste weist zu, Esc bricht ab</translation>
    </message>
    <message>
        <source>Owners so far</source>
        <translation>Bisherige Bearbeiter</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Niemand</translation>
    </message>
    <message>
        <source>Owner: %1</source>
        <translation>Bearbeiter: %1</translation>
    </message>
    <message>
        <source>Assign to &amp;me (%1)</source>
        <translation>&amp;Mir zuweisen (%1)</translation>
    </message>
</context>
<context>
    <name>sentinai::PayloadTreeModel</name>
    <message>
        <source>null</source>
        <translation>null</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>wahr oder falsch</translation>
    </message>
    <message>
        <source>number</source>
        <translation>Zahl</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>list</source>
        <translation>Liste</translation>
    </message>
    <message>
        <source>object</source>
        <translation>Objekt</translation>
    </message>
    <message>
        <source>1 member</source>
        <translation>1 Glied</translation>
    </message>
    <message>
        <source>%1 members</source>
        <translation>%1 Glieder</translation>
    </message>
    <message>
        <source>1 item</source>
        <translation>1 Element</translation>
    </message>
    <message>
        <source>%1 items</source>
        <translation>%1 Elemente</translation>
    </message>
    <message>
        <source>%1 (%2 more characters; copy gives all)</source>
        <translation>%1 (%2 weitere Zeichen; Kopieren gibt alle)</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Art</translation>
    </message>
</context>
<context>
    <name>sentinai::PeriodPicker</name>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Exceptions created today</source>
        <translation>Heute entstandene Ausnahmen</translation>
    </message>
    <message>
        <source>7 d</source>
        <translation>7 T</translation>
    </message>
    <message>
        <source>Exceptions created in the last 7 days</source>
        <translation>In den letzten 7 Tagen entstandene Ausnahmen</translation>
    </message>
    <message>
        <source>30 d</source>
        <translation>30 T</translation>
    </message>
    <message>
        <source>Exceptions created in the last 30 days</source>
        <translation>In den letzten 30 Tagen entstandene Ausnahmen</translation>
    </message>
    <message>
        <source>90 d</source>
        <translation>90 T</translation>
    </message>
    <message>
        <source>Exceptions created in the last 90 days</source>
        <translation>In den letzten 90 Tagen entstandene Ausnahmen</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>All exceptions</source>
        <translation>Alle Ausnahmen</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>Eigener</translation>
    </message>
    <message>
        <source>Exceptions created between two days</source>
        <translation>Zwischen zwei Tagen entstandene Ausnahmen</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>Erster Tag</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Letzter Tag</translation>
    </message>
</context>
<context>
    <name>sentinai::Permissions</name>
    <message>
        <source>What you may do here is still being asked.</source>
        <translation>Was Sie hier dürfen, wird noch erfragt.</translation>
    </message>
    <message>
        <source>%1 or %2</source>
        <translation>%1 oder %2</translation>
    </message>
    <message>
        <source>This needs the access %1 to this tenant; yours is %2.</source>
        <translation>Das braucht den Zugang %1 zu diesem Mandanten; Ihrer ist %2.</translation>
    </message>
</context>
<context>
    <name>sentinai::ScreenshotRun</name>
    <message>
        <source>The screen “%1” did not finish loading.</source>
        <translation>Die Seite „%1“ wurde nicht fertig geladen.</translation>
    </message>
    <message>
        <source>The folder “%1” cannot be created.</source>
        <translation>Der Ordner „%1“ kann nicht angelegt werden.</translation>
    </message>
    <message>
        <source>The file “%1” cannot be written.</source>
        <translation>Die Datei „%1“ kann nicht geschrieben werden.</translation>
    </message>
</context>
<context>
    <name>sentinai::SelectionNote</name>
    <message>
        <source>Clear selection</source>
        <translation>Auswahl aufheben</translation>
    </message>
    <message>
        <source>Clear selection (Ctrl+Shift+A)</source>
        <translation>Auswahl aufheben (Ctrl+Shift+A)</translation>
    </message>
    <message>
        <source>%1 selected</source>
        <translation>%1 ausgewählt</translation>
    </message>
    <message>
        <source>%1 selected, %2 of them loaded</source>
        <translation>%1 ausgewählt, davon %2 geladen</translation>
    </message>
    <message>
        <source>Copying takes the loaded ones; the others have not been read yet.</source>
        <translation>Kopiert werden die geladenen; die übrigen sind noch nicht gelesen.</translation>
    </message>
    <message>
        <source>All %1 selected</source>
        <translation>Alle %1 ausgewählt</translation>
    </message>
    <message>
        <source>%1 of %2 selected</source>
        <translation>%1 von %2 ausgewählt</translation>
    </message>
    <message>
        <source>Copying takes these rows only. “Select all” takes the rows that are loaded around those on view.</source>
        <translation>Kopiert werden nur diese Zeilen. „Alle auswählen“ nimmt die Zeilen, die um die sichtbaren herum geladen sind.</translation>
    </message>
</context>
<context>
    <name>sentinai::ShortcutDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Search …</source>
        <translation>Suchen …</translation>
    </message>
    <message>
        <source>Search shortcuts</source>
        <translation>Tastenkürzel durchsuchen</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Shortcut</source>
        <translation>Tasten</translation>
    </message>
</context>
<context>
    <name>sentinai::SignInDialog</name>
    <message>
        <source>&amp;Remember it in this computer&apos;s keychain</source>
        <translation>Im Schlüsselbund dieses Rechners &amp;merken</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translation>&amp;Passwort</translation>
    </message>
    <message>
        <source>This computer has no keychain in use, so the password is asked for each time.</source>
        <translation>Auf diesem Rechner ist kein Schlüsselbund in Gebrauch, daher wird jedes Mal nach dem Passwort gefragt.</translation>
    </message>
    <message>
        <source>&amp;Sign in</source>
        <translation>&amp;Anmelden</translation>
    </message>
</context>
<context>
    <name>sentinai::SimilarExceptionsModel</name>
    <message>
        <source>Resolved in %1</source>
        <translation>Gelöst in %1</translation>
    </message>
    <message>
        <source>Resolved</source>
        <translation>Gelöst</translation>
    </message>
    <message>
        <source>Open for %1</source>
        <translation>Offen seit %1</translation>
    </message>
    <message>
        <source>Analyzing, %1 old</source>
        <translation>In Analyse, %1 alt</translation>
    </message>
    <message>
        <source>Escalated, %1 old</source>
        <translation>Eskaliert, %1 alt</translation>
    </message>
    <message>
        <source>%1 % · %2</source>
        <translation>%1 % · %2</translation>
    </message>
    <message>
        <source>%1, created %2</source>
        <translation>%1, erstellt %2</translation>
    </message>
    <message>
        <source>, resolved %1</source>
        <translation>, gelöst %1</translation>
    </message>
    <message>
        <source>Exception</source>
        <translation>Ausnahme</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ausgang</translation>
    </message>
    <message>
        <source>Entity</source>
        <translation>Bezugsobjekt</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Bearbeiter</translation>
    </message>
    <message>
        <source>Why similar</source>
        <translation>Warum ähnlich</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <translation>%1, %2, %3</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>sentinai::SimilarExceptionsView</name>
    <message>
        <source>Similar exceptions</source>
        <translation>Ähnliche Ausnahmen</translation>
    </message>
    <message>
        <source>Enter or double click opens the exception</source>
        <translation>Eingabetaste oder Doppelklick öffnet die Ausnahme</translation>
    </message>
    <message>
        <source>Looking for similar exceptions</source>
        <translation>Ähnliche Ausnahmen werden gesucht</translation>
    </message>
    <message>
        <source>Similar exceptions could not be read</source>
        <translation>Ähnliche Ausnahmen konnten nicht gelesen werden</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Nothing similar</source>
        <translation>Nichts Ähnliches</translation>
    </message>
    <message>
        <source>No other exception has the same domain and type.</source>
        <translation>Keine andere Ausnahme hat denselben Bereich und dieselbe Art.</translation>
    </message>
</context>
<context>
    <name>sentinai::SlaState</name>
    <message>
        <source>met</source>
        <translation>eingehalten</translation>
    </message>
    <message>
        <source>missed by %1</source>
        <translation>um %1 verfehlt</translation>
    </message>
</context>
<context>
    <name>sentinai::StatePanel</name>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
</context>
<context>
    <name>sentinai::StatusStrip</name>
    <message>
        <source>No tenant</source>
        <translation>Kein Mandant</translation>
    </message>
    <message>
        <source>Tenant</source>
        <translation>Mandant</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Connection lost</source>
        <translation>Verbindung verloren</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Verbunden</translation>
    </message>
    <message>
        <source>Connecting …</source>
        <translation>Verbinde …</translation>
    </message>
    <message>
        <source>%1 %2, %3 ms a round trip, schema %4</source>
        <translation>%1 %2, %3 ms je Abfrage, Schema %4</translation>
    </message>
    <message>
        <source> · read-only</source>
        <translation> · nur lesend</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Not signed in</source>
        <translation>Nicht angemeldet</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>Anmeldung</translation>
    </message>
    <message>
        <source>No data yet</source>
        <translation>Noch keine Daten</translation>
    </message>
    <message>
        <source>Age of the data</source>
        <translation>Alter der Daten</translation>
    </message>
    <message>
        <source>Data just read</source>
        <translation>Daten eben gelesen</translation>
    </message>
    <message>
        <source>Data %1 old</source>
        <translation>Daten %1 alt</translation>
    </message>
    <message>
        <source>F5 reads it again</source>
        <translation>F5 liest sie neu</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>What others change shows at once</source>
        <translation>Was andere ändern, erscheint sofort</translation>
    </message>
    <message>
        <source>Polling</source>
        <translation>Abfrage</translation>
    </message>
    <message>
        <source>What others change shows after a moment: the database is asked now and then</source>
        <translation>Was andere ändern, erscheint nach einem Moment: die Datenbank wird ab und zu gefragt</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>What others change does not show until live updates are resumed (View menu)</source>
        <translation>Was andere ändern, erscheint erst, wenn die Live-Aktualisierung fortgesetzt wird (Menü Ansicht)</translation>
    </message>
    <message>
        <source>Not live</source>
        <translation>Nicht live</translation>
    </message>
    <message>
        <source>What others change does not show yet: connecting …</source>
        <translation>Was andere ändern, erscheint noch nicht: verbinde …</translation>
    </message>
    <message>
        <source>Live updates</source>
        <translation>Live-Aktualisierung</translation>
    </message>
</context>
<context>
    <name>sentinai::TenantChooser</name>
    <message>
        <source>Choose a &amp;tenant</source>
        <translation>&amp;Mandanten wählen</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Tenants</source>
        <translation>Mandanten</translation>
    </message>
</context>
<context>
    <name>sentinai::TextTableModel</name>
    <message>
        <source>%1, problem: %2</source>
        <translation>%1, Problem: %2</translation>
    </message>
</context>
<context>
    <name>sentinai::TimeFormat</name>
    <message>
        <source>%1 d</source>
        <translation>%1 T</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 h</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>vor %1</translation>
    </message>
    <message>
        <source>in %1</source>
        <translation>in %1</translation>
    </message>
</context>
<context>
    <name>sentinai::Workspace</name>
    <message>
        <source>&amp;Import a log …</source>
        <translation>Protokoll &amp;importieren …</translation>
    </message>
    <message>
        <source>&amp;Dashboard</source>
        <translation>&amp;Übersicht</translation>
    </message>
    <message>
        <source>&amp;Exceptions</source>
        <translation>&amp;Ausnahmen</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>This tenant is suspended: its exceptions can be read, not changed.</source>
        <translation>Dieser Mandant ist gesperrt: seine Ausnahmen können gelesen, nicht geändert werden.</translation>
    </message>
    <message>
        <source>This database is read-only: its exceptions can be read, not changed.</source>
        <translation>Diese Datenbank ist nur lesbar: ihre Ausnahmen können gelesen, nicht geändert werden.</translation>
    </message>
    <message>
        <source>Import exceptions and their events from a CSV or XES log</source>
        <translation>Ausnahmen und ihre Ereignisse aus einem CSV- oder XES-Protokoll importieren</translation>
    </message>
    <message>
        <source>This tenant is archived: its exceptions can be read, not changed.</source>
        <translation>Dieser Mandant ist archiviert: Seine Ausnahmen lassen sich lesen, nicht ändern.</translation>
    </message>
    <message>
        <source>Import a Log</source>
        <translation>Protokoll importieren</translation>
    </message>
    <message>
        <source>Not saved in %1: %2</source>
        <translation>In %1 nicht gespeichert: %2</translation>
    </message>
    <message>
        <source>Waiting behind it: %1</source>
        <translation>Dahinter warten: %1</translation>
    </message>
    <message>
        <source>Exceptions with changes that are not saved: %1</source>
        <translation>Ausnahmen mit ungespeicherten Änderungen: %1</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Anzeigen</translation>
    </message>
    <message>
        <source>being saved</source>
        <translation>wird gespeichert</translation>
    </message>
    <message>
        <source>Changes that are not saved</source>
        <translation>Ungespeicherte Änderungen</translation>
    </message>
    <message>
        <source>Changes that are not saved yet: %1</source>
        <translation>Noch nicht gespeicherte Änderungen: %1</translation>
    </message>
    <message>
        <source>Discard and Leave</source>
        <translation>Verwerfen und verlassen</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Bleiben</translation>
    </message>
    <message>
        <source>Notices behind it: %1</source>
        <translation>Weitere Hinweise dahinter: %1</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
</context>
</TS>
