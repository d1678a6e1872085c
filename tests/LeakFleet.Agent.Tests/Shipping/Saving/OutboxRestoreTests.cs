using System.Buffers.Binary;
using LeakFleet.Agent.Shipping.Saving;
using static LeakFleet.Agent.Tests.Shipping.ShippingKeys;

namespace LeakFleet.Agent.Tests.Shipping.Saving;

/// <summary>What lies in the folder of an outbox is hostile until it is checked.</summary>
public sealed class OutboxRestoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("leakfleet-outbox-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AFileThatWasCutOffAnywhereGivesWhatIsWholeOfIt()
    {
        var bytes = await Written(count: 4);
        var whole = 0;
        for (var length = 0; length <= bytes.Length; length++)
        {
            var texts = await Restored(bytes.AsSpan(0, length));
            Assert.Equal(Enumerable.Range(0, texts.Count).Select(i => $"text {i}"), texts);
            Assert.InRange(texts.Count, whole, 4);
            whole = texts.Count;
        }

        Assert.Equal(4, whole);
    }

    [Fact]
    public async Task AFlippedBitNeverMakesAnotherMessage()
    {
        var bytes = await Written(count: 4);
        for (var bit = 0; bit < bytes.Length * 8; bit += 3)
        {
            var damaged = bytes.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            var texts = await Restored(damaged);
            Assert.All(texts, text => Assert.StartsWith("text ", text, StringComparison.Ordinal));
            Assert.InRange(texts.Count, 0, 3);
        }
    }

    [Fact]
    public async Task NoiseAndEndlessLengthsAreNothing()
    {
        var random = new Random(1);
        for (var round = 0; round < 50; round++)
        {
            var noise = new byte[random.Next(5000)];
            random.NextBytes(noise);
            if (noise.Length > 8) BinaryPrimitives.WriteInt32LittleEndian(noise, round % 2 == 0 ? int.MaxValue : random.Next(noise.Length));
            Assert.Empty(await Restored(noise));
        }
    }

    [Fact]
    public async Task AMessageThatIsThereTwiceIsSentOnce()
    {
        var bytes = await Written(count: 3);
        File.WriteAllBytes(Path.Combine(_folder, "000000000001.outbox"), bytes);
        File.WriteAllBytes(Path.Combine(_folder, "000000000002.outbox"), bytes);
        using var run = await SavedOutbox.StartAsync(_folder, Epoch + 1);
        Assert.Equal([1L, 2L, 3L], run.Outbox.TakeAll().Select(d => d.Sequence));
    }

    [Fact]
    public async Task MessagesOfANotYetKnownRunAreRefused()
    {
        // In this boot, a later run than this one: a server that took it would take this run's own messages for repeats.
        File.WriteAllBytes(Path.Combine(_folder, "000000000001.outbox"), await Written(count: 2));
        using var run = await SavedOutbox.StartAsync(_folder, Epoch);
        Assert.Equal((0, 2), (run.Restore.Restored, run.Restore.Unusable));
        Assert.Equal(0, run.Outbox.PendingMessages);
    }

    [Fact]
    public async Task FilesOfOthersLinksPipesAndHugeFilesAreNotRead()
    {
        var bytes = await Written(count: 1);
        var elsewhere = Path.Combine(_folder, "elsewhere");
        File.WriteAllBytes(elsewhere, bytes);
        File.CreateSymbolicLink(Path.Combine(_folder, "000000000001.outbox"), elsewhere);
        System.Diagnostics.Process.Start("mkfifo", Path.Combine(_folder, "000000000002.outbox")).WaitForExit();
        Directory.CreateDirectory(Path.Combine(_folder, "000000000003.outbox"));
        using (var huge = File.Create(Path.Combine(_folder, "000000000004.outbox"))) huge.SetLength(1L << 40);
        var open = Path.Combine(_folder, "000000000005.outbox");
        File.WriteAllBytes(open, bytes);
        if (OperatingSystem.IsLinux()) File.SetUnixFileMode(open, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);
        File.WriteAllBytes(Path.Combine(_folder, "-6.outbox"), bytes);

        using var run = await SavedOutbox.StartAsync(_folder, Epoch + 1);
        Assert.Equal(0, run.Outbox.PendingMessages);
    }

    [Fact]
    public void AFolderThatOthersMayWriteIsRefused()
    {
        if (OperatingSystem.IsLinux()) File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherWrite);
        var refused = Assert.Throws<OutboxException>(() => OutboxFolder.Open(_folder));
        Assert.Contains("others may write it", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ASecondAgentIsRefused()
    {
        using var first = OutboxFolder.Open(_folder);
        var refused = Assert.Throws<OutboxException>(() => OutboxFolder.Open(_folder));
        Assert.Contains("in use by another agent", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderThatCannotBeMadeIsRefusedInOneLine()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        var refused = Assert.Throws<OutboxException>(() => OutboxFolder.Open(Path.Combine(file, "below")));
        Assert.DoesNotContain('\n', refused.Message);
    }

    private static async Task<byte[]> Written(int count)
    {
        var path = Directory.CreateTempSubdirectory("leakfleet-outbox-").FullName;
        try
        {
            using var run = await SavedOutbox.StartAsync(path, Epoch);
            for (var i = 0; i < count; i++) run.Outbox.Enqueue(Process(1), Trouble($"text {i}"), i);
            run.Save();
            return File.ReadAllBytes(Assert.Single(Directory.GetFiles(path, "*.outbox")));
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private Task<List<string>> Restored(ReadOnlySpan<byte> bytes)
    {
        File.WriteAllBytes(Path.Combine(_folder, "000000000001.outbox"), bytes);
        return Read();

        async Task<List<string>> Read()
        {
            using var run = await SavedOutbox.StartAsync(_folder, Epoch + 1);
            return [.. run.Outbox.TakeAll().Select(d => ((Protocol.ProcessTrouble)d.Message).Text)];
        }
    }
}
