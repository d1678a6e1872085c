using LeakFleet.Agent.Identity;

namespace LeakFleet.Agent.Tests.Identity;

public sealed class ContainerIdentityTests
{
    private const string Id = "4a3f5d1e0b9c8a7f6e5d4c3b2a19080706050403020100ffeeddccbbaa998877";
    private const string Outer = "ffffffff0b9c8a7f6e5d4c3b2a19080706050403020100ffeeddccbbaa998877";
    private const string Uid = "0f3c9a5e-8b1d-4c6e-9f2a-7d5b3e1c0a98";
    private const string UidUnderscored = "0f3c9a5e_8b1d_4c6e_9f2a_7d5b3e1c0a98";

    [Theory]
    // No container.
    [InlineData("0::/", "", "")]
    [InlineData("0::/system.slice/shop.service", "", "")]
    [InlineData("0::/user.slice/user-1000.slice/session-3.scope", "", "")]
    [InlineData("", "", "")]
    // Docker: v1 cgroupfs, v2 systemd, v2 cgroupfs, inside another container.
    [InlineData("12:memory:/docker/" + Id + "\n0::/system.slice/containerd.service", Id, "")]
    [InlineData("0::/system.slice/docker-" + Id + ".scope", Id, "")]
    [InlineData("0::/docker/" + Id, Id, "")]
    [InlineData("0::/docker/" + Outer + "/kubelet/kubepods/besteffort/pod" + Uid + "/" + Id, Id, Uid)]
    // Hybrid: only some hierarchies know the container.
    [InlineData("9:name=systemd:/\n8:pids:/\n4:memory:/kubepods/burstable/pod" + Uid + "/" + Id + "\n0::/", Id, Uid)]
    // Kubernetes: cgroupfs, guaranteed (no QoS level), systemd with containerd, CRI-O, and the double-colon form.
    [InlineData("0::/kubepods/besteffort/pod" + Uid + "/" + Id, Id, Uid)]
    [InlineData("0::/kubepods/pod" + Uid + "/" + Id, Id, Uid)]
    [InlineData("0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" + UidUnderscored + ".slice/cri-containerd-" + Id + ".scope", Id, Uid)]
    [InlineData("0::/kubepods.slice/kubepods-pod" + UidUnderscored + ".slice/crio-" + Id + ".scope", Id, Uid)]
    [InlineData("0::/kubepods.slice/kubepods-pod" + UidUnderscored + ".slice/crio-" + Id + ".scope/container", Id, Uid)]
    [InlineData("4:memory:/system.slice/containerd.service/kubepods-burstable-pod" + UidUnderscored + ".slice:cri-containerd:" + Id, Id, Uid)]
    [InlineData("0::/kubepods.slice/kubepods-pod" + UidUnderscored + ".slice/docker-" + Id + ".scope", Id, Uid)]
    // Static pods have a uid without dashes.
    [InlineData("0::/kubepods/burstable/pod0123456789abcdef0123456789abcdef/" + Id, Id, "0123456789abcdef0123456789abcdef")]
    // Seen from another cgroup namespace.
    [InlineData("0::/../../kubepods-besteffort-pod" + UidUnderscored + ".slice/cri-containerd-" + Id + ".scope", Id, Uid)]
    // podman, rootless, and the monitor beside a container.
    [InlineData("0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" + Id + ".scope/container", Id, "")]
    [InlineData("0::/machine.slice/libpod-conmon-" + Id + ".scope", "", "")]
    // Not hexadecimal, too short, glued to something.
    [InlineData("0::/docker/zz3f5d1e0b9c8a7f6e5d4c3b2a19080706050403020100ffeeddccbbaa998877", "", "")]
    [InlineData("0::/docker/4a3f5d1e0b9c", "", "")]
    [InlineData("0::/docker/aa" + Id, "", "")]
    [InlineData("garbage\n:\n::\n0:x", "", "")]
    public void RuntimesAndDriversAreRecognised(string cgroup, string containerId, string podUid) =>
        Assert.Equal(new ContainerIdentity(containerId, podUid), ContainerIdentity.FromCgroup(cgroup));
}
