using System.Globalization;
using System.Text.Json;

namespace LeakFleet.Benchmarks.Scale;

/// <summary>The model of <c>docs/scale.md</c>: its table on the console, and its figure.</summary>
internal static class ScaleReport
{
    private const string ConstantsUsual = "docs/scale.json";
    private const string FigureUsual = "docs/scale.svg";

    private static readonly double[] Sizes = [1_000, 10_000, 100_000, 1_000_000];

    public static int Run(string[] args)
    {
        var constants = args.Length > 0 ? args[0] : ConstantsUsual;
        ScaleModel model;
        try
        {
            model = new ScaleModel(ScaleConstants.Read(constants));
        }
        catch (Exception fault) when (fault is IOException or JsonException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{constants}: {fault.Message}");
            return 1;
        }

        Line($"| processes | silos | cores | memory | network in | database at 30 s | at 600 s | least seconds between writes |");
        Line($"| --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var size in Sizes)
        {
            var need = model.Of(size);
            Line($"| {size:N0} | {need.Silos:N0} | {need.Cores:0.##} | {need.MemoryBytes / 1e9:0.##} GB | {need.NetworkBytesPerSecond / 1e6:0.##} MB/s | {model.WrittenBytesPerSecond(size, 30) / 1e6:0.#} MB/s | {model.WrittenBytesPerSecond(size, 600) / 1e6:0.##} MB/s | {need.WriteSeconds:0} |");
        }

        File.WriteAllText(args.Length > 1 ? args[1] : FigureUsual, ScaleFigure.Draw(model));
        return 0;
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
