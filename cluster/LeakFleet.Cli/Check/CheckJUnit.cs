using System.Globalization;
using System.Text;
using System.Xml;
using LeakFleet.Server.Text;

namespace LeakFleet.Cli.Check;

/// <summary>The result as JUnit XML: a test case for each thing that grows, and one for each process that does not.</summary>
internal static class CheckJUnit
{
    private const string ClassName = "leakfleet.check";

    /// <exception cref="CommandException">The file cannot be written.</exception>
    public static void Write(string file, CheckResult result)
    {
        try
        {
            File.WriteAllText(file, Text(result));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{file} cannot be written: {e.Message}");
        }
    }

    public static string Text(CheckResult result)
    {
        var cases = Cases(result).ToList();
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true }))
        {
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", "leakfleet check");
            xml.WriteAttributeString("tests", Number(cases.Count + (result.Failed ? 1 : 0)));
            xml.WriteAttributeString("failures", Number(cases.Count(c => c.Failure.Length > 0)));
            xml.WriteAttributeString("errors", result.Failed ? "1" : "0");
            xml.WriteAttributeString("skipped", Number(cases.Count(c => c.Skipped.Length > 0)));
            xml.WriteAttributeString("time", result.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture));
            if (result.Failed) WriteError(xml, result);
            foreach (var (name, failure, details, skipped) in cases)
            {
                xml.WriteStartElement("testcase");
                xml.WriteAttributeString("classname", ClassName);
                xml.WriteAttributeString("name", name);
                if (failure.Length > 0)
                {
                    xml.WriteStartElement("failure");
                    xml.WriteAttributeString("message", failure);
                    xml.WriteString(details);
                    xml.WriteEndElement();
                }
                else if (skipped.Length > 0)
                {
                    xml.WriteStartElement("skipped");
                    xml.WriteAttributeString("message", skipped);
                    xml.WriteEndElement();
                }

                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + text + "\n";
    }

    private static void WriteError(XmlWriter xml, CheckResult result)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", ClassName);
        xml.WriteAttributeString("name", $"{Printable.Show(result.Program)} ends without an error");
        xml.WriteStartElement("error");
        xml.WriteAttributeString("message", Printable.Show(result.Failure));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    // Printable leaves no character that XML forbids.
    private static IEnumerable<(string Name, string Failure, string Details, string Skipped)> Cases(CheckResult result)
    {
        foreach (var growth in result.Growths)
        {
            var name = $"{Printable.Show(growth.Service)}: {Printable.Show(growth.Subject)} does not keep growing";
            var failure = $"{Printable.Show(growth.Subject)} keeps growing{growth.By}";
            yield return growth.IsAccepted ? (name, "", "", "accepted by the baseline") : (name, failure, string.Join('\n', growth.Details), "");
        }

        foreach (var process in result.Processes.Where(p => p.Verdict != "leak"))
        {
            var skipped = process.Verdict == "learning" ? string.Create(CultureInfo.InvariantCulture, $"no verdict after {process.Histograms} looks") : "";
            yield return (string.Create(CultureInfo.InvariantCulture, $"{Printable.Show(process.Service)} (pid {process.Pid}): nothing keeps growing"), "", "", skipped);
        }

        if (result.Processes.Count == 0) yield return ("a .NET process was seen", "", "", "no .NET process was seen");
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
