using System.Diagnostics;
using System.Text.Json.Nodes;

namespace LeakFleet.Protocol.Tests;

/// <summary>An implementation of MessagePack that knows nothing of this one reads its frames, and writes frames that this one reads.</summary>
public sealed class CrossCheckTests
{
    private const string PackageFolderVariable = "LEAKFLEET_MSGPACK_NODE_MODULES";
    private static readonly TimeSpan ProcessTime = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task AnIndependentImplementationReadsEveryFrame()
    {
        var folder = Directory.CreateTempSubdirectory("leakfleet-cross-check-").FullName;
        try
        {
            var modules = await Modules(folder);
            Frame[] frames = [.. Corners(), .. Enumerable.Range(0, 10).SelectMany(seed => new RandomFrames(seed, isWild: false).OfEveryKind())];
            for (var i = 0; i < frames.Length; i++) await WriteAsync(Path.Combine(folder, $"{i:d3}.frame"), Frames.Encode(frames[i]));

            var script = Path.Combine(AppContext.BaseDirectory, "cross-check.mjs");
            var (exitCode, output, error) = await Run("node", [script, folder, Path.Combine(modules, "@msgpack", "msgpack")], folder);

            Assert.True(exitCode == 0, error);
            var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(frames.Length, lines.Length);
            for (var i = 0; i < frames.Length; i++)
            {
                Assert.True(JsonNode.DeepEquals(FrameLayout.Of(frames[i]), JsonNode.Parse(lines[i])), $"frame {i}: {frames[i]}\n{lines[i]}");
                var again = await File.ReadAllBytesAsync(Path.Combine(folder, $"{i:d3}.frame.again"), TestContext.Current.CancellationToken);
                Assert.Equal(Frames.Text(frames[i]), Frames.Text(Frames.Decode(again)));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<Frame> Corners()
    {
        yield return new Hello(int.MaxValue, "агент", "näçhste-类", "1.0.0-β😀", WireLimits.UnixMillisecondsMax);
        yield return new Ack(RandomFrames.Key with { Pid = int.MaxValue, StartTicks = long.MaxValue }, 0, long.MaxValue);
        yield return new Data(RandomFrames.Key, 1_700_000_000_000, long.MaxValue, long.MaxValue, 0, new ProcessTrouble("\0\u001f\"\\\u2028"));
        yield return new Data(RandomFrames.Key, 1, 1, 0, 0, new ProcessMemory(-1, 0, 127, 128, 65536, 1L << 32, WireLimits.QuantityMax));
    }

    /// <summary>The folder with the package: one that is there already, else a fresh installation, else the test is skipped.</summary>
    private static async Task<string> Modules(string folder)
    {
        if (!IsOnPath("node")) Assert.Skip("node is not on PATH");
        if (Environment.GetEnvironmentVariable(PackageFolderVariable) is { Length: > 0 } existing) return existing;
        if (!IsOnPath("npm")) Assert.Skip($"npm is not on PATH and {PackageFolderVariable} is not set");
        await WriteAsync(Path.Combine(folder, "package.json"), "{\"private\":true}"u8.ToArray());
        var (exitCode, _, error) = await Run("npm", ["install", "--no-audit", "--no-fund", "@msgpack/msgpack@3"], folder);
        // Without a package registry the package is as absent as node would be; that is not the codec's failure.
        if (exitCode != 0) Assert.Skip("npm could not install @msgpack/msgpack@3: " + error.Split('\n')[0]);
        return Path.Combine(folder, "node_modules");
    }

    private static bool IsOnPath(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Combine(folder, tool)));

    private static Task WriteAsync(string path, byte[] bytes) => File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);

    private static async Task<(int ExitCode, string Output, string Error)> Run(string tool, string[] arguments, string folder)
    {
        var start = new ProcessStartInfo(tool, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(ProcessTime);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
            var error = process.StandardError.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
