using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Tests.Heap;

public sealed class DacPolicyTests : IDisposable
{
    private static readonly string Own = Path.Combine(
        System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "libmscordaccore.so");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    [Fact]
    public void ACopyOfTheAgentsOwnLibraryIsAnsweredWithTheAgentsOwn()
    {
        var copy = Path.Combine(_folder.FullName, "libmscordaccore.so");
        File.Copy(Own, copy);

        var (path, trouble) = Choose(DacMode.SameRuntime, copy);

        Assert.Null(trouble);
        Assert.Equal(File.ReadAllBytes(Own), File.ReadAllBytes(path!));
        Assert.DoesNotContain(_folder.FullName, path, StringComparison.Ordinal);
    }

    [Fact]
    public void ALibraryWithOneOtherByteIsNotLoaded()
    {
        var bytes = File.ReadAllBytes(Own);
        bytes[bytes.Length / 2] ^= 1;
        var changed = Path.Combine(_folder.FullName, "libmscordaccore.so");
        File.WriteAllBytes(changed, bytes);

        var (path, trouble) = Choose(DacMode.SameRuntime, changed);

        Assert.Null(path);
        Assert.Contains("isolated", trouble, StringComparison.Ordinal);
    }

    [Fact]
    public void AListedLibraryIsLoadedAndTheHashOfAnotherIsTold()
    {
        var file = Path.Combine(_folder.FullName, "libmscordaccore.so");
        File.WriteAllBytes(file, [3, 2, 1]);
        var hash = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData([3, 2, 1]));

        var (path, trouble) = Choose(DacMode.AllowList, file, hash.ToLowerInvariant());
        Assert.Null(trouble);
        Assert.Equal([3, 2, 1], File.ReadAllBytes(path!));

        File.WriteAllBytes(file, [3, 2, 2]);
        (path, trouble) = Choose(DacMode.AllowList, file, hash);
        Assert.Null(path);
        Assert.Contains(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData([3, 2, 2])), trouble, StringComparison.Ordinal);
    }

    [Fact]
    public void InProcessTakesAPrivateCopyAndOnlyOfWhatOthersCannotWrite()
    {
        var file = Path.Combine(_folder.FullName, "libmscordaccore.so");
        File.WriteAllBytes(file, [1, 2, 3]);
        Chmod(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var (path, trouble) = Choose(DacMode.InProcess, file);
        Assert.Null(trouble);
        Assert.NotEqual(file, path);
        // In memory, and sealed: an agent may have no folder that it can write to, and nobody can change what was approved.
        Assert.StartsWith("/memfd:", new FileInfo(path!).LinkTarget, StringComparison.Ordinal);
        Assert.ThrowsAny<Exception>(() => File.WriteAllBytes(path!, [9, 9, 9]));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path!));
        Assert.Equal(path, Choose(DacMode.InProcess, file).Path);

        Chmod(file, UnixFileMode.UserRead | UnixFileMode.OtherWrite);
        Assert.NotNull(Choose(DacMode.InProcess, file).Trouble);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static (string? Path, string? Trouble) Choose(DacMode mode, string library, params string[] hashes)
    {
        using var file = File.OpenRead(library);
        return new DacPolicy(new HeapWalkOptions { DacMode = mode, DacHashes = hashes }).Choose(file);
    }

    private static void Chmod(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
    }
}
