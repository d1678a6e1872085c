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

        var (path, trouble) = new DacPolicy(DacMode.SameRuntime).Choose(copy);

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

        var (path, trouble) = new DacPolicy(DacMode.SameRuntime).Choose(changed);

        Assert.Null(path);
        Assert.Contains(nameof(DacMode.InProcess), trouble, StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingLibraryIsTrouble() =>
        Assert.NotNull(new DacPolicy(DacMode.SameRuntime).Choose(Path.Combine(_folder.FullName, "none")).Trouble);

    [Fact]
    public void InProcessTakesAPrivateCopyAndOnlyOfWhatOthersCannotWrite()
    {
        var file = Path.Combine(_folder.FullName, "libmscordaccore.so");
        File.WriteAllBytes(file, [1, 2, 3]);
        Chmod(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var policy = new DacPolicy(DacMode.InProcess);

        var (path, trouble) = policy.Choose(file);
        Assert.Null(trouble);
        Assert.NotEqual(file, path);
        Assert.Equal(path, policy.Choose(file).Path);

        Chmod(file, UnixFileMode.UserRead | UnixFileMode.OtherWrite);
        Assert.NotNull(policy.Choose(file).Trouble);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static void Chmod(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
    }
}
