using System.Globalization;
using System.Net.Sockets;
using System.Text;
using LeakFleet.Agent.Procfs;

namespace LeakFleet.Agent.Tests.Procfs;

/// <summary>A <c>/proc</c> tree in a temporary folder. Its sockets are real ones.</summary>
internal sealed class ProcFixture : IDisposable
{
    private readonly List<Socket> _sockets = [];

    public ProcFixture()
    {
        // Short: a socket's path must stay below 108 bytes.
        Root = Directory.CreateTempSubdirectory("lf").FullName;
        Tree = new ProcTree(Root);
    }

    public string Root { get; }

    public ProcTree Tree { get; }

    public string PathOf(int pid, string name) => Path.Combine(Root, pid.ToString(CultureInfo.InvariantCulture), name);

    public ProcFixture Add(int pid, long startTicks = 100, string name = "app", int? innerPid = null, char state = 'S', params string[] environment)
    {
        Directory.CreateDirectory(PathOf(pid, "root/tmp"));
        var fields = string.Join(' ', Enumerable.Repeat("0", 18));
        Write(pid, "stat", string.Create(CultureInfo.InvariantCulture, $"{pid} ({name}) {state} {fields} {startTicks} 0 0\n"));
        Write(pid, "status", $"Name:\t{name}\nNSpid:\t{pid}{(innerPid is null ? "" : "\t" + innerPid)}\nRssAnon:\t    1024 kB\nRssFile:\t    2048 kB\nRssShmem:\t       4 kB\nThreads:\t17\n");
        Write(pid, "cmdline", name + "\0");
        Write(pid, "cgroup", "0::/\n");
        Write(pid, "maps", "");
        Write(pid, "environ", string.Concat(environment.Select(v => v + "\0")));
        return this;
    }

    public ProcFixture Write(int pid, string name, string text) => Write(pid, name, Encoding.UTF8.GetBytes(text));

    public ProcFixture Write(int pid, string name, byte[] bytes)
    {
        var path = PathOf(pid, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return this;
    }

    public ProcFixture Listen(int pid, string socketName, string folder = "tmp")
    {
        Bind(pid, socketName, folder).Listen();
        return this;
    }

    /// <summary>A socket that nobody listens to (any more): to who connects, both look alike.</summary>
    public ProcFixture Abandon(int pid, string socketName)
    {
        Bind(pid, socketName, "tmp");
        return this;
    }

    public void Remove(int pid) => Directory.Delete(PathOf(pid, ""), recursive: true);

    public void Dispose()
    {
        foreach (var socket in _sockets) socket.Dispose();
        Directory.Delete(Root, recursive: true);
    }

    private Socket Bind(int pid, string socketName, string folder)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _sockets.Add(socket);
        var path = PathOf(pid, $"root/{folder}/{socketName}");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }
}
