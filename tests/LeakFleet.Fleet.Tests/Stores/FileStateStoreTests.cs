using System.Text;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeakFleet.Fleet.Tests.Stores;

public sealed class FileStateStoreTests : IDisposable
{
    private const string Key = "node~0123~1~2";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WhatIsWrittenIsLoadedByTheNextStore()
    {
        using (var store = Open())
        {
            Assert.Empty(store.Write([.. Enumerable.Range(0, 300).Select(i => State($"{Key}{i}", $"old {i}"))]));
            Assert.Empty(store.Write([State($"{Key}7", "new 7")]));
            store.Delete($"{Key}8");
        }

        var loaded = Load();
        Assert.Equal(299, loaded.Count);
        Assert.Equal("new 7", loaded[$"{Key}7"]);
        Assert.Equal("old 9", loaded[$"{Key}9"]);
    }

    [Fact]
    public void ASecondServerOnTheFolderIsRefusedInOneLine()
    {
        using var store = Open();
        var refused = Assert.Throws<StateStoreException>(Open);
        Assert.Equal($"state folder {_folder.Path} is in use by another server", refused.Message);
    }

    [Fact]
    public void TheFolderIsFreeAgainWhenItsServerIsGone()
    {
        Open().Dispose();
        Open().Dispose();
    }

    [Theory]
    [InlineData("/proc/leakfleet-state")]
    [InlineData("/dev/null/state")]
    [InlineData("")]
    public void AFolderThatCannotBeWrittenIsNamedInOneLine(string path)
    {
        var refused = Assert.Throws<StateStoreException>(() => FileStateStore.Open(path, NullLogger<FileStateStore>.Instance));
        Assert.StartsWith($"state folder {path} is not writable", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void AFileCutAtAnyByteIsMovedAsideAndTheOthersLoad()
    {
        var whole = WriteTwo(out var file);
        for (var length = 0; length < whole.Length; length++) AssertMovedAside(file, whole[..length]);
        AssertMovedAside(file, [.. whole, 0]);
    }

    [Fact]
    public void AFileWithAnyBitFlippedIsMovedAsideAndTheOthersLoad()
    {
        var whole = WriteTwo(out var file);
        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertMovedAside(file, damaged);
        }
    }

    [Fact]
    public void AWriteThatStoppedAtAnyByteLeavesTheOldState()
    {
        WriteTwo(out var file);
        for (var length = 0; length < 40; length++)
        {
            File.WriteAllBytes(file + ".tmp", new byte[length]);
            Assert.Equal("first", Load()[Key + 1]);
            Assert.Empty(_folder.Files("*.tmp"));
        }
    }

    [Fact]
    public void ARefusedStateIsMovedAside()
    {
        WriteTwo(out _);
        using (var store = Open()) store.Load(state => state.Key != Key + 1);
        Assert.Single(_folder.Files("*.corrupt"));
        Assert.Equal([Key + 2], Load().Keys);
    }

    [Fact]
    public void AStateThatCannotBeWrittenIsAFaultAndTheOthersAreWritten()
    {
        using (var store = Open())
        {
            var tooLarge = new EntityState(Key + 1, new byte[StateFile.PayloadBytesMax + 1]);
            var unnameable = State(new string('x', 300), "long");
            var faults = store.Write([tooLarge, State(Key + 2, "fine"), unnameable]);
            Assert.Equal([tooLarge.Key, unnameable.Key], faults.Select(f => f.Key));
        }

        Assert.Equal("fine", Load()[Key + 2]);
    }

    [Fact]
    public void DeletingWhatIsNotThereIsNoFault()
    {
        using var store = Open();
        store.Delete(Key);
    }

    private static EntityState State(string key, string text) => new(key, Encoding.UTF8.GetBytes(text));

    private byte[] WriteTwo(out string file)
    {
        using var store = Open();
        store.Write([State(Key + 1, "first"), State(Key + 2, "second")]);
        file = _folder.Files($"{Key}1.state").Single();
        return File.ReadAllBytes(file);
    }

    private void AssertMovedAside(string file, byte[] damaged)
    {
        File.WriteAllBytes(file, damaged);
        Assert.Equal([Key + 2], Load().Keys);
        Assert.False(File.Exists(file));
        File.Delete(_folder.Files("*.corrupt").Single());
    }

    private FileStateStore Open() => FileStateStore.Open(_folder.Path, NullLogger<FileStateStore>.Instance);

    private Dictionary<string, string> Load()
    {
        var loaded = new Dictionary<string, string>();
        using var store = Open();
        store.Load(state => loaded.TryAdd(state.Key, Encoding.UTF8.GetString(state.Bytes.Span)));
        return loaded;
    }
}
