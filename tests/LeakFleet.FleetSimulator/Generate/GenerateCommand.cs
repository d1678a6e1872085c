using System.CommandLine;
using System.Globalization;
using LeakFleet.FleetSimulator.Corpus;

namespace LeakFleet.FleetSimulator.Generate;

/// <summary><c>generate</c>: labelled fleets as files, for whoever wants to try another method on them.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var seed = new Option<ulong>("--seed") { Description = "Seed of the first fleet; the following ones count up from it", DefaultValueFactory = _ => 1 };
        var fleets = new Option<int>("--fleets") { Description = "How many fleets to generate, 1 to 10000", DefaultValueFactory = _ => 1 };
        var output = new Option<DirectoryInfo>("--out") { Description = "Folder to write to; a folder for each fleet below it when there are several", Required = true };
        var format = new Option<CorpusFormat>("--format") { Description = "csv or jsonl", DefaultValueFactory = _ => CorpusFormat.Csv };
        var pack = new Option<bool>("--gzip") { Description = "Compress the rows" };
        var frames = new Option<bool>("--frames") { Description = "Write the frames that agents send instead of rows: frames.bin, each after its length" };
        fleets.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > CorpusLimits.FleetsMax) result.AddError($"--fleets must be between 1 and {CorpusLimits.FleetsMax}");
        });
        var command = new Command("generate", "Makes labelled fleets from a seed and writes them as plain files (docs/corpus.md).") { seed, fleets, output, format, pack, frames };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetRequiredValue(output).FullName;
            var count = parsed.GetValue(fleets);
            try
            {
                for (var i = 0; i < count; i++)
                {
                    var of = parsed.GetValue(seed) + (ulong)i;
                    var into = count == 1 ? folder : Path.Combine(folder, $"seed-{of.ToString(CultureInfo.InvariantCulture)}");
                    if (parsed.GetValue(frames)) FrameFile.Write(FleetGenerator.Make(of), into);
                    else CorpusWriter.Write(FleetGenerator.Make(of), into, parsed.GetValue(format), parsed.GetValue(pack));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine(e.Message);
                return 1;
            }

            return 0;
        });
        return command;
    }
}
